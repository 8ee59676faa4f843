using Gatepost.Gateway.Inspection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Inspectors.Antivirus;

internal static class AntivirusServices
{
    public static void AddAntivirus(this IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInspector, AntivirusInspector>());
}
