using Balancing.Core.Membership;
using Job.Http.Problems;

namespace Broker.Api.Membership;

/// <summary>Says in the contract's form why a worker is not taken in, drained or taken away.</summary>
internal static class MemberProblems
{
    public static Refusal Closed() => new(
        StatusCodes.Status409Conflict,
        "This broker takes its workers from its configuration only (Broker:Members:Source is configured). Start it with --members both, or name the worker under ReverseProxy:Clusters.");

    public static Refusal Refused(MemberClaim claim, MemberVerdict verdict, MemberClaim? holder)
        => new(StatusCodes.Status409Conflict, Why(claim, verdict, holder));

    public static string Why(MemberClaim claim, MemberVerdict verdict, MemberClaim? holder) => verdict switch
    {
        MemberVerdict.Full => $"There are {MemberTable.Most} workers already, and no more may join. Take some away (DELETE /admin/workers/ID).",
        _ when holder is null || holder.Epoch == claim.Epoch => $"Worker {claim.Key.Id} has said goodbye with this epoch, {claim.Epoch}; it joins again as a new process, with a higher one.",
        _ => $"Worker {claim.Key.Id} of cluster '{claim.Key.Cluster}' is a later process at {holder.Address} (epoch {holder.Epoch}; this one's is {claim.Epoch}). "
            + "Two workers with one id? Give one of them another (--first-id). If that one is gone, its lease ends within seconds.",
    };

    public static Refusal NoSuchWorker(string id, IEnumerable<string> known) => new(
        StatusCodes.Status404NotFound,
        $"There is no worker '{GivenText.Shorten(id)}'; {(known.Any() ? $"there are {string.Join(", ", known.Take(20))}{(known.Skip(20).Any() ? ", …" : "")}" : "there is none")}.");

    public static Refusal StandsInTheConfiguration(string id) => new(
        StatusCodes.Status409Conflict,
        $"Worker '{id}' stands in the configuration; take it out there (ReverseProxy:Clusters:…:Destinations:{id}), or drain it: PUT /admin/workers/{id}/state {{\"state\":\"draining\"}}.");

    public static Refusal ALaterProcess(string id, long epoch) => new(
        StatusCodes.Status409Conflict, $"Worker '{id}' is another process than the one of epoch {epoch}; it stays. Without ?epoch= it is taken away whichever it is.");

    public static Refusal ClosedByTheConfiguration(string id) => new(
        StatusCodes.Status409Conflict,
        $"The configuration itself closes worker '{id}' (Destinations:{id}:Metadata:State is draining); open it there.");
}
