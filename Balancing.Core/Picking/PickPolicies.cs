using System.Diagnostics.CodeAnalysis;

namespace Balancing.Core.Picking;

/// <summary>The one list of all policies: a new policy is added here and nowhere else.</summary>
public sealed class PickPolicies
{
    private readonly Dictionary<string, Func<Random, IPickPolicy>> _factories = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];

    /// <summary>A list with the given policies, each made of the chance it may draw from.</summary>
    /// <exception cref="ArgumentException">Two of them have the same name.</exception>
    public PickPolicies(IEnumerable<KeyValuePair<string, Func<Random, IPickPolicy>>> policies)
    {
        foreach (var (name, factory) in policies)
        {
            if (!_factories.TryAdd(name, factory))
            {
                throw new ArgumentException($"Two policies are named '{name}'; each needs a name of its own.", nameof(policies));
            }

            _names.Add(name);
        }
    }

    /// <summary>The policies of this library, under all their names.</summary>
    public static PickPolicies BuiltIn { get; } = new(
    [
        new(PolicyNames.RoundRobin, _ => new RoundRobinPolicy()),
        new(PolicyNames.LeastRequests, _ => new LeastRequestsPolicy()),
        new(PolicyNames.Balanced, _ => new LeastRequestsPolicy()),
        new(PolicyNames.WeightedRoundRobin, _ => new WeightedRoundRobinPolicy()),
        new(PolicyNames.WeightedLeastRequests, _ => new WeightedLeastRequestsPolicy()),
        new(PolicyNames.PowerOfTwo, random => new PowerOfTwoPolicy(random)),
        new(PolicyNames.PeakEwma, random => new PeakEwmaPolicy(random)),
        new(PolicyNames.Random, random => new RandomPolicy(random)),
        new(PolicyNames.ConsistentHash, random => new ConsistentHashPolicy(random)),
        new(PolicyNames.Prequal, random => new PrequalPolicy(random)),
    ]);

    /// <summary>Every name, in the order of the list; other names of a policy included.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Makes the policy of that name, in any letter case.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="random">What the policy draws from, alone and under its picker's lock; a seed makes its picks repeatable.</param>
    /// <param name="policy">The policy; null when there is none of that name.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryCreate(string name, Random random, [NotNullWhen(true)] out IPickPolicy? policy)
    {
        policy = _factories.TryGetValue(name, out var factory) ? factory(random) : null;
        return policy is not null;
    }
}
