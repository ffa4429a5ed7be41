using Balancing.Core.Leasing;
using Balancing.Yarp.Policies;
using Yarp.ReverseProxy.Configuration;

namespace Balancing.Yarp.Tests.Policies;

public sealed class PickMetadataTests
{
    [Fact]
    public void Read_NoMetadata_IsNoDifference()
    {
        var cluster = Cluster(null);

        Assert.Equal(1, PickMetadata.WeightOf(cluster.Destinations!["1"]));
        Assert.Equal(SlowStart.None, PickMetadata.SlowStartOf(cluster));
        Assert.Null(PickMetadata.HashHeaderOf(cluster));
        Assert.Empty(PickMetadata.Faults(cluster));
    }

    [Fact]
    public void Read_AllGiven_IsWhatTheySay()
    {
        var cluster = Cluster("2.5", ("SlowStart", "00:00:30"), ("SlowStart.Shape", "Eased"), ("ConsistentHash.Header", "X-Customer"));

        Assert.Equal(2.5, PickMetadata.WeightOf(cluster.Destinations!["1"]));
        Assert.Equal(new SlowStart(TimeSpan.FromSeconds(30), SlowStartShape.Eased), PickMetadata.SlowStartOf(cluster));
        Assert.Equal("X-Customer", PickMetadata.HashHeaderOf(cluster));
        Assert.Empty(PickMetadata.Faults(cluster));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("two")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    [InlineData("1,5")]
    public void Faults_WeightThatIsNone_SaysWhereAndWhatItMustBe(string weight)
    {
        var cluster = Cluster(weight);

        Assert.Equal([$"Metadata 'Weight' of destination '1' is '{weight}'; it must be a number from 0.001 to 1000."], PickMetadata.Faults(cluster));
        Assert.Equal(1, PickMetadata.WeightOf(cluster.Destinations!["1"]));
    }

    [Theory]
    [InlineData("SlowStart", "soon", "it must be a time from 0 (none) to an hour, such as 00:00:30, 30s or 200ms.")]
    [InlineData("SlowStart", "-00:00:01", "it must be a time")]
    [InlineData("SlowStart", "30", "it must be a time")] // days
    [InlineData("SlowStart.Shape", "steep", "it must be linear or eased.")]
    [InlineData("SlowStart.Shape", "1", "it must be linear or eased.")]
    [InlineData("ConsistentHash.Header", "X Customer", "it must be the name of a header")]
    [InlineData("ConsistentHash.Header", "", "it must be the name of a header")]
    public void Faults_OfTheCluster_SayWhatItIsAndMustBe(string key, string value, string must)
    {
        var fault = Assert.Single(PickMetadata.Faults(Cluster(null, (key, value))));

        Assert.StartsWith($"Metadata '{key}' is '{value}'; {must}", fault, StringComparison.Ordinal);
    }

    private static ClusterConfig Cluster(string? weight, params (string Key, string Value)[] metadata) => new()
    {
        ClusterId = "workers",
        Metadata = metadata.ToDictionary(one => one.Key, one => one.Value),
        Destinations = new Dictionary<string, DestinationConfig>
        {
            ["1"] = new()
            {
                Address = "http://127.0.0.1:1/",
                Metadata = weight is null ? null : new Dictionary<string, string> { ["Weight"] = weight },
            },
        },
    };
}
