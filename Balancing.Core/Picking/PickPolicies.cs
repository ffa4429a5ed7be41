using System.Diagnostics.CodeAnalysis;

namespace Balancing.Core.Picking;

/// <summary>The one list of all policies: a new policy is added here and nowhere else.</summary>
public sealed class PickPolicies
{
    private readonly Dictionary<string, Func<IPickPolicy>> _factories = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];

    /// <summary>A list with the given policies.</summary>
    /// <exception cref="ArgumentException">Two of them have the same name.</exception>
    public PickPolicies(IEnumerable<KeyValuePair<string, Func<IPickPolicy>>> policies)
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
        new(PolicyNames.RoundRobin, () => new RoundRobinPolicy()),
        new(PolicyNames.LeastRequests, () => new LeastRequestsPolicy()),
        new(PolicyNames.Balanced, () => new LeastRequestsPolicy()),
    ]);

    /// <summary>Every name, in the order of the list; other names of a policy included.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Makes the policy of that name, in any letter case.</summary>
    /// <returns>False when there is none of that name.</returns>
    public bool TryCreate(string name, [NotNullWhen(true)] out IPickPolicy? policy)
    {
        policy = _factories.TryGetValue(name, out var factory) ? factory() : null;
        return policy is not null;
    }
}
