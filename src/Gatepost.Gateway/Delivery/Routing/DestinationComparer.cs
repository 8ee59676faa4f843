namespace Gatepost.Gateway.Delivery.Routing;

/// <summary>Destinations are the same when their keys are.</summary>
internal sealed class DestinationComparer : IEqualityComparer<Destination>
{
    private DestinationComparer()
    {
    }

    public static DestinationComparer Instance { get; } = new();

    public bool Equals(Destination? x, Destination? y) => x?.Key == y?.Key;

    public int GetHashCode(Destination obj) => obj.Key.GetHashCode(StringComparison.Ordinal);
}
