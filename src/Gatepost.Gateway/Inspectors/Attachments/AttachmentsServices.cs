using Gatepost.Gateway.Inspection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Inspectors.Attachments;

internal static class AttachmentsServices
{
    public static void AddAttachments(this IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IInspector, AttachmentsInspector>());
}
