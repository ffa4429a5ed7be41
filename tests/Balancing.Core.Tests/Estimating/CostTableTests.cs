using System.Globalization;
using Balancing.Core.Estimating;

namespace Balancing.Core.Tests.Estimating;

public sealed class CostTableTests
{
    [Fact]
    public void Of_TheSameSender_IsTheSame()
    {
        var table = new CostTable(10);

        var first = table.Of("a", null);
        table.Of("b", null);

        Assert.Same(first, table.Of("a", null));
        Assert.NotSame(first, table.Of("a", "/reports"));
    }

    [Fact]
    public void Of_OneTooMany_ForgetsTheLeastRecentlySeen()
    {
        var table = new CostTable(3);
        var first = table.Of("a", null);
        var life = first.Life;
        var second = table.Of("b", null);
        table.Of("c", null);
        table.Of("a", null);

        var fourth = table.Of("d", null);

        Assert.Equal(3, table.Count);
        Assert.Same(second, fourth); // used again, and those who still hold it can tell
        Assert.NotEqual(life, fourth.Life);
        Assert.Same(first, table.Of("a", null));
        Assert.Equal(life, first.Life);
    }

    [Fact]
    public void Of_ANewNameForEveryJob_StaysBoundedAndAllocatesNothing()
    {
        string[] names = [.. Enumerable.Range(0, 5000).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var table = new CostTable(1000);
        Look();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Look();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1000, table.Count);

        void Look()
        {
            foreach (var name in names)
            {
                table.Of(name, null);
            }
        }
    }

    [Fact]
    public void Of_AnyOrder_KeepsThoseOfANaiveModel()
    {
        var chance = new Random(1);
        var table = new CostTable(5);
        var model = new List<string>();
        for (var look = 0; look < 10_000; look++)
        {
            var name = $"app{chance.Next(9)}";
            var known = table.Of(name, null).Life;
            model.Remove(name);
            model.Add(name);
            if (model.Count > 5)
            {
                model.RemoveAt(0);
            }

            Assert.Equal(known, table.Of(name, null).Life);
            Assert.Equal(model.Count, table.Count);
        }

        var lives = model.ConvertAll(name => table.Of(name, null));
        Assert.Equal(5, lives.Distinct().Count());
        Assert.All(model, name => Assert.Equal(name, table.Of(name, null).Key.Application));
    }
}
