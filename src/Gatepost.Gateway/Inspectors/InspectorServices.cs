using Gatepost.Gateway.Inspectors.Antivirus;
using Gatepost.Gateway.Inspectors.Attachments;
using Gatepost.Gateway.Inspectors.TestStrings;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Gateway.Inspectors;

/// <summary>The table of contents of this folder.</summary>
public static class InspectorServices
{
    /// <summary>Adds every inspector of this version. Which of them run is said by the policy and by subscribers.</summary>
    public static IServiceCollection AddInspectors(this IServiceCollection services)
    {
        services.AddTestStrings();
        services.AddAttachments();
        services.AddAntivirus();
        return services;
    }
}
