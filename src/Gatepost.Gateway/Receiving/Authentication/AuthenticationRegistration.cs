using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>Registers accounts and their judge.</summary>
internal static class AuthenticationRegistration
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(new AuthenticationLimits());
        services.TryAddSingleton(provider => Accounts(
            provider.GetRequiredService<GatewaySettings>(), provider.GetRequiredService<ILogger<Authenticator>>()));
        services.TryAddSingleton(provider => new Authenticator(
            provider.GetRequiredService<ReloadedFiles<AccountList>>(), provider.GetRequiredService<AuthenticationLimits>(), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>A file with a mistake lets nobody in, and keeps no mail of others from coming.</summary>
    private static ReloadedFiles<AccountList> Accounts(GatewaySettings settings, ILogger logger)
    {
        var file = settings.AccountsFile ?? Path.Combine(settings.DataFolder, AccountFile.Name);
        var accounts = new ReloadedFiles<AccountList>("accounts", [file], AccountList.Empty, () => AccountFile.Load(file), logger);
        if (accounts.Reload() is { } problem)
            ReloadingLog.NotLoaded(logger, "accounts", problem);
        return accounts;
    }
}
