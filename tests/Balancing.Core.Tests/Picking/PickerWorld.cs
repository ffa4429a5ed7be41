using Balancing.Core.Leasing;
using Balancing.Core.Picking;

namespace Balancing.Core.Tests.Picking;

/// <summary>A picker over six destinations, three of them with slots, and a naive model beside it.</summary>
internal sealed class PickerWorld
{
    private readonly DestinationPicker _picker;
    private readonly DestinationLoad[] _all = Sets.Destinations(6);
    private readonly SortedSet<int> _open = [];
    private readonly List<Lease> _held = [];
    private readonly int[] _inFlight = new int[6];
    private TimeSpan _now;

    public PickerWorld(IPickPolicy policy)
    {
        _picker = new DestinationPicker(policy);
        _picker.Use(new SlowStart(TimeSpan.FromSeconds(1), SlowStartShape.Eased));
        for (var index = 0; index < _all.Length; index++)
        {
            _all[index].Weight = index + 1;
            _all[index].Slots = index % 2 == 0 ? index + 1 : null;
        }
    }

    public void Step(byte step)
    {
        _now += TimeSpan.FromMilliseconds(step);
        var target = step % _all.Length;
        switch (step / _all.Length % 6)
        {
            case 0:
                _open.Add(target);
                Publish();
                break;
            case 1:
                _open.Remove(target);
                Publish();
                break;
            case 2 when _held.Count > 0:
                Return(_held.Count * step / 256, failed: step % 5 == 0);
                break;
            case 3:
                TakeAmong(_open.Where(index => index != target).ToArray());
                break;
            case 4:
                if (_picker.TryNextProbe(_now, out var asked))
                {
                    Assert.Contains(Array.IndexOf(_all, asked), _open);
                    _picker.Probed(asked, new LoadProbe(step, step % 2 == 0 ? TimeSpan.FromMilliseconds(step) : null, _now));
                }

                break;
            default:
                Take(_picker.TryTake(new PickRequest(_now, $"{step % 4}"), out var lease), lease, _open);
                break;
        }

        Assert.Equal(_inFlight, _all.Select(d => d.InFlight));
    }

    public void ReturnAll()
    {
        while (_held.Count > 0)
        {
            Return(0, failed: false);
        }

        Assert.All(_all, d => Assert.Equal(0, d.InFlight));
    }

    private void Publish() => _picker.SetOpen(_open.Select(index => _all[index]).ToArray(), _now);

    private void TakeAmong(int[] some)
        => Take(_picker.TryTakeAmong(some.Select(index => _all[index]).ToArray(), out var lease, new PickRequest(_now)), lease, some);

    private void Take(bool taken, Lease lease, IEnumerable<int> among)
    {
        Assert.Equal(among.Any(index => _inFlight[index] < (_all[index].Slots ?? int.MaxValue)), taken);
        if (!taken)
        {
            return;
        }

        var picked = Array.IndexOf(_all, lease.Destination);
        Assert.Contains(picked, among);
        Assert.True(++_inFlight[picked] <= (_all[picked].Slots ?? int.MaxValue));
        _held.Add(lease);
    }

    private void Return(int held, bool failed)
    {
        var lease = _held[held];
        _inFlight[Array.IndexOf(_all, lease.Destination)]--;
        _picker.Return(lease, failed, _now);
        _held.RemoveAt(held);
    }
}
