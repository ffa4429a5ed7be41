using Balancing.Core.Picking;

namespace Balancing.Yarp.Policies;

/// <summary>YARP's own policies where requests wait: they pick when a request comes, which is too soon for one that waits, so ours do in their place.</summary>
internal static class YarpPolicies
{
    private static readonly Dictionary<string, string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RoundRobin"] = PolicyNames.RoundRobin,
        ["LeastRequests"] = PolicyNames.LeastRequests,
        ["PowerOfTwoChoices"] = PolicyNames.PowerOfTwo,
    };

    /// <summary>The name of ours that does the same; the name as it was where there is none.</summary>
    public static string OursFor(string policy) => Ours.GetValueOrDefault(policy, policy);
}
