using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Delivery.Notices;

/// <summary>
/// Counts the DSNs of the current hour. A flood of mail with a forged sender must not become a flood of bounces to its victim. Of this node alone;
/// thread-safe; holds at most as many addresses as DSNs were allowed in the hour.
/// </summary>
internal sealed class NoticeCaps(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EmailAddress, int> _byAddress = [];
    private DateTimeOffset _hour;
    private int _all;

    /// <summary>The notice was not made after all: the disk refused it, and it will be tried again.</summary>
    public void GiveBack(EmailAddress address)
    {
        lock (_lock)
        {
            if (!_byAddress.TryGetValue(address, out var count) || count == 0)
                return;
            _byAddress[address] = count - 1;
            _all--;
        }
    }

    /// <summary>Counts one more to an address; null, or why it must not be sent.</summary>
    public string? TryCount(DeliverySettings settings, EmailAddress address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (now - _hour >= TimeSpan.FromHours(1))
            {
                (_hour, _all) = (now, 0);
                _byAddress.Clear();
            }
            var before = _byAddress.GetValueOrDefault(address);
            if (_all >= settings.BouncesPerHour)
                return FormattableString.Invariant($"{settings.BouncesPerHour} notices were sent within the hour");
            if (before >= settings.BouncesPerHourAndAddress)
                return FormattableString.Invariant($"{settings.BouncesPerHourAndAddress} notices were sent to {address} within the hour");
            _all++;
            _byAddress[address] = before + 1;
            return null;
        }
    }
}
