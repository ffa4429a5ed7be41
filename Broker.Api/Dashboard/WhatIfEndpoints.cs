using System.Text.Json;
using Broker.Api.Admin;
using Job.Http.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Broker.Api.Dashboard;

internal static class WhatIfEndpoints
{
    private const long LargestQuestion = 4096;

    public static IEndpointRouteBuilder MapWhatIf(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/what-if", AnswerAsync)
            .WithTags("Admin").WithName("WhatIf")
            .WithSummary("Sends the jobs of the last two minutes through the simulator, as the cluster is and as it might be. Nothing is changed.")
            .Accepts<WhatIfChange>("application/json").Produces<WhatIfView>()
            .WithMetadata(new RequestSizeLimitAttribute(LargestQuestion));
        return routes;
    }

    internal static async Task AnswerAsync(HttpContext context, WhatIf whatIf)
    {
        if (!context.Request.HasJsonContentType())
        {
            await ProblemResponses.WriteAsync(context, new Refusal(
                StatusCodes.Status415UnsupportedMediaType, "The question comes as application/json, as in {\"order\":\"arrival\",\"workers\":4}."));
            return;
        }

        WhatIfChange? change = null;
        try
        {
            change = await context.Request.ReadFromJsonAsync(AdminJson.Default.WhatIfChange, context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the latter for a charset nobody knows
        {
            // no question
        }

        var (view, refusal) = change is null
            ? (null, new Refusal(StatusCodes.Status400BadRequest, "The body is not an object of the form {\"policy\":…,\"order\":…,\"reservation\":…,\"slots\":8,\"workers\":3,\"cluster\":…}, each of which may be left out."))
            : await whatIf.AskAsync(change, context.RequestAborted);
        await (view is null
            ? ProblemResponses.WriteAsync(context, refusal!)
            : context.Response.WriteAsJsonAsync(view, AdminJson.Default.WhatIfView, cancellationToken: context.RequestAborted));
    }
}
