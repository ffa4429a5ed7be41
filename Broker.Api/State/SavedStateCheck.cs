using Balancing.Core.Membership;
using Balancing.Core.Picking;
using Balancing.Yarp.Dispatching;
using Broker.Api.Membership;

namespace Broker.Api.State;

/// <summary>Finds what a state file says that no broker has written: half of it is worth nothing, as nobody knows which half.</summary>
internal static class SavedStateCheck
{
    /// <summary>What cannot be; null when all can.</summary>
    public static string? FaultOf(SavedState state)
        => state.Policies.Values.Where(choice => !PickPolicies.BuiltIn.Names.Contains(choice.Is, StringComparer.OrdinalIgnoreCase))
            .Select(choice => $"there is no policy '{choice.Is}'").FirstOrDefault()
            ?? state.Dispatch.Values.SelectMany(rules => rules.Are).Where(IsNoSetting)
                .Select(setting => $"there is no dispatch setting '{setting.Key}', or it cannot be '{setting.Value}'").FirstOrDefault()
            ?? state.Workers.Select(worker => worker.ToClaim()).Where(claim => MemberRules.FaultOf(claim) is not null)
                .Select(claim => $"worker '{claim.Key.Id}': {MemberRules.FaultOf(claim)}").FirstOrDefault()
            ?? (state.Workers.Count > MemberTable.Most ? $"there are {state.Workers.Count} workers" : null);

    private static bool IsNoSetting(KeyValuePair<string, string> setting)
        => DispatchMembers.Find(setting.Key) is not { } member || member.Read(new DispatchRules(), setting.Value) is null;
}
