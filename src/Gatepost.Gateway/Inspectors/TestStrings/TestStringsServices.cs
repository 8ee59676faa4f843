using Gatepost.Gateway.Inspection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Inspectors.TestStrings;

internal static class TestStringsServices
{
    public static void AddTestStrings(this IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInspector, TestStringsInspector>());
}
