using Balancing.Core.Reporting;
using Microsoft.AspNetCore.Http;

namespace Job.Worker.Slots;

/// <summary>Puts the worker's report on every answer to a job, refusals included, and to the readiness probe: whoever asks learns how busy it is.</summary>
internal sealed class LoadHeader
{
    private readonly RequestDelegate _next;
    private readonly LoadMeter _meter;
    private readonly Func<object, Task> _report;

    public LoadHeader(RequestDelegate next, LoadMeter meter)
    {
        _next = next;
        _meter = meter;
        _report = Report; // made once, not for each request
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Equals("/process") || context.Request.Path.Equals("/health/ready"))
        {
            // As late as can be: the job that is answered has left its slot by then.
            context.Response.OnStarting(_report, context);
        }

        return _next(context);
    }

    private Task Report(object context)
    {
        ((HttpContext)context).Response.Headers[LoadReportHeaders.Orca] = _meter.Header();
        return Task.CompletedTask;
    }
}
