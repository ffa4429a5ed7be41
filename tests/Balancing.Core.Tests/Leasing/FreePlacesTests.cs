using Balancing.Core.Leasing;
using FsCheck.Xunit;

namespace Balancing.Core.Tests.Leasing;

public sealed class FreePlacesTests
{
    [Property(MaxTest = 500)]
    public void At_AnyPlaces_IsTheFreeOneOfThatRank(bool[] free, byte more)
    {
        bool[] all = [.. free, .. Enumerable.Repeat(true, more), .. free];
        var places = new FreePlaces(all.Length);
        for (var index = 0; index < all.Length; index++)
        {
            places.Set(index, all[index]);
        }

        var expected = Enumerable.Range(0, all.Length).Where(index => all[index]).ToArray();

        Assert.Equal(expected.Length, places.Count);
        Assert.Equal(expected, Enumerable.Range(0, places.Count).Select(places.At));
        Assert.Equal(all, Enumerable.Range(0, all.Length).Select(places.Has));
        places.Clear();
        Assert.Equal((0, -1), (places.Count, places.Next(0)));
    }
}
