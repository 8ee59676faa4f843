using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving.Authentication;
using Gatepost.Gateway.Receiving.Direct;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving;

/// <summary>What every session of every listener shares.</summary>
internal sealed record ReceivingServices(
    GatewaySettings Settings, PolicySource Policy, MailSpool Spool, InspectionGate Gate, Authenticator Authenticator, MessageAcceptance Acceptance, IMessageLog Log, RefusalBudget Refusals,
    DirectConnector Direct, IFailpoints Failpoints, TimeProvider Time, ILogger<ReceivingServices> Logger, ReceivingMetrics? Metrics = null);
