using Job.Http.Problems;
using Microsoft.AspNetCore.Http;

namespace Job.Http.Drain;

/// <summary>What <see cref="DrainExtensions.UseDrain"/> adds.</summary>
internal sealed class DrainMiddleware
{
    // Another instance takes over at once, or this one is back within seconds.
    private static readonly Refusal Draining = new(
        503,
        "This server is shutting down and takes no new requests. Send the request again: to another server, or in a moment.",
        RetryAfter: TimeSpan.FromSeconds(1),
        Close: true);

    private readonly RequestDelegate _next;
    private readonly DrainState _state;
    private readonly Func<object, Task> _closeWhenDraining;

    public DrainMiddleware(RequestDelegate next, DrainState state)
    {
        _next = next;
        _state = state;
        _closeWhenDraining = CloseWhenDraining; // made once, not for each request
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health"))
        {
            await _next(context);
            return;
        }

        if (!_state.TryEnter())
        {
            await ProblemResponses.WriteAsync(context, Draining);
            return;
        }

        try
        {
            context.Response.OnStarting(_closeWhenDraining, context);
            await _next(context);
        }
        finally
        {
            _state.Leave();
        }
    }

    // A client that keeps the connection would send its next request into a server that is gone.
    private Task CloseWhenDraining(object context)
    {
        if (_state.IsDraining && ((HttpContext)context).Response.StatusCode != StatusCodes.Status101SwitchingProtocols)
        {
            ProblemResponses.CloseAfter((HttpContext)context);
        }

        return Task.CompletedTask;
    }
}
