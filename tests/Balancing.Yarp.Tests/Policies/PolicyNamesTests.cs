using Balancing.Core.Picking;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.LoadBalancing;

namespace Balancing.Yarp.Tests.Policies;

public sealed class PolicyNamesTests
{
    // YARP starts with no two policies of one name, in any letter case; it has a "Random" itself.
    [Fact]
    public void AddBalancing_EveryPolicy_IsTheOnlyOneOfItsName()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddReverseProxy().AddBalancing();
        using var services = builder.Services.BuildServiceProvider();

        var names = services.GetServices<ILoadBalancingPolicy>().Select(policy => policy.Name).ToArray();

        Assert.Equal(names, names.Distinct(StringComparer.OrdinalIgnoreCase));
        Assert.Subset(names.ToHashSet(StringComparer.Ordinal), PickPolicies.BuiltIn.Names.ToHashSet(StringComparer.Ordinal));
        Assert.Contains("PowerOfTwoChoices", names);
    }
}
