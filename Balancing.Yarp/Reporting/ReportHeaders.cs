using Balancing.Core.Reporting;
using Balancing.Yarp.Dispatching;
using Yarp.ReverseProxy.Model;

namespace Balancing.Yarp.Reporting;

/// <summary>Reads what a destination's answer says of its load, and hands it on to the dispatch.</summary>
internal static class ReportHeaders
{
    /// <summary>Takes the report in, if there is one. Costs two looks for a header where there is none.</summary>
    /// <param name="cluster">The dispatch of the destination's cluster.</param>
    /// <param name="destination">Who answered.</param>
    /// <param name="answer">The answer's head.</param>
    /// <param name="isProbe">Whether it is the answer to a probe: other code of the destination may write it than the answers to requests, so without a report it says nothing.</param>
    public static void Take(ClusterDispatch cluster, DestinationState destination, HttpResponseMessage answer, bool isProbe)
    {
        var orca = Value(answer, LoadReportHeaders.Orca);

        // The plain name may mean anything where nobody asked for slots.
        var slots = cluster.IsReported(destination) ? Value(answer, LoadReportHeaders.Slots) : null;
        if (isProbe && orca is null && slots is null)
        {
            return;
        }

        var known = cluster.Known(destination);
        if (known.Telemetry.Answered(orca, slots, cluster.Now) || !known.WasAsked)
        {
            known.WasAsked = true;
            cluster.LookAtSlots(destination);
        }
    }

    // A header given twice is one value with a comma: nothing that could be true.
    private static string? Value(HttpResponseMessage answer, string name)
        => answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
