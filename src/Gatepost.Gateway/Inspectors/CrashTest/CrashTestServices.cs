using System.Collections.Frozen;
using Gatepost.Gateway.Inspection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Inspectors.CrashTest;

/// <summary>Registration of the inspector that fails on purpose.</summary>
public static class CrashTestServices
{
    /// <summary>The environment variable that the executable passes on; anything but <c>crash-test</c> adds nothing.</summary>
    public const string Variable = "GATEPOST_TEST_INSPECTOR";

    /// <summary>Adds the inspector, and has it run on every message, when the variable asks for it.</summary>
    public static IServiceCollection AddCrashTestInspector(this IServiceCollection services, string? variable)
    {
        if (variable != CrashTestInspector.Name)
            return services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInspector, CrashTestInspector>());
        services.AddSingleton(new InspectionSubscriber(CrashTestInspector.Name, new[] { CrashTestInspector.Name }.ToFrozenSet(StringComparer.Ordinal)));
        return services;
    }
}
