using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Job.Contracts;

namespace Client.Cli.Brokers;

/// <summary>Asks one broker. Safe to use from many tasks at once; they share its connections.</summary>
internal sealed class BrokerClient(BrokerExchange exchange, string? adminKey)
{
    // An admin call is answered from memory; a broker that takes longer is not well.
    private static readonly TimeSpan AdminTimeout = TimeSpan.FromSeconds(15);

    public Uri Address => exchange.Address;

    /// <summary>Sends one job and reads the answer.</summary>
    /// <exception cref="BrokerException">No broker, no answer in time, or an answer that is none to a job.</exception>
    public async Task<JobAnswer> SendAsync(JobRequest job, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // The JSON form, because only it carries a payload, and only its answer carries all members.
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "process"));
        request.Content = Json(JobWriter.ToJson(job));

        var reply = await exchange.SendAsync(request, timeout, cancellationToken);
        return reply.IsSuccess && JobAnswers.ReadJson(reply.Body) is { } answer
            ? answer
            : throw new BrokerRefusedException(reply, reply.Describe(Address));
    }

    public Task<WorkerState[]> WorkersAsync(CancellationToken cancellationToken)
        => AdminAsync(HttpMethod.Get, "admin/workers", null, AdminJson.Default.WorkerStateArray, cancellationToken);

    /// <summary>The last decisions, the latest first.</summary>
    /// <param name="application">Of this application only; null for all.</param>
    /// <param name="trace">Of this trace only; null for all.</param>
    /// <param name="last">How many, at most.</param>
    /// <param name="cancellationToken">Breaks the call off.</param>
    public Task<DecisionState[]> DecisionsAsync(string? application, string? trace, int last, CancellationToken cancellationToken)
    {
        var whose = (application is null ? "" : $"&applicationId={Uri.EscapeDataString(application)}") + (trace is null ? "" : $"&traceId={Uri.EscapeDataString(trace)}");
        return AdminAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"admin/decisions?last={last}{whose}"),
            null,
            AdminJson.Default.DecisionStateArray,
            cancellationToken);
    }

    public Task<PolicyState> PolicyAsync(CancellationToken cancellationToken)
        => AdminAsync(HttpMethod.Get, "admin/policy", null, AdminJson.Default.PolicyState, cancellationToken);

    public Task<PolicyState> SetPolicyAsync(string name, CancellationToken cancellationToken)
    {
        var change = JsonSerializer.SerializeToUtf8Bytes(new PolicyChange(name), AdminJson.Default.PolicyChange);
        return AdminAsync(HttpMethod.Put, "admin/policy", change, AdminJson.Default.PolicyState, cancellationToken);
    }

    /// <summary>Closes a worker to new jobs (<c>draining</c>), or opens it (<c>open</c>).</summary>
    /// <returns>The worker as it is now, once for each cluster it serves.</returns>
    public Task<WorkerState[]> SetStateAsync(string id, string state, CancellationToken cancellationToken)
    {
        var change = JsonSerializer.SerializeToUtf8Bytes(new StateChange(state), AdminJson.Default.StateChange);
        return AdminAsync(HttpMethod.Put, $"admin/workers/{Uri.EscapeDataString(id)}/state", change, AdminJson.Default.WorkerStateArray, cancellationToken);
    }

    /// <summary>Begins a rolling restart of the workers that the broker runs itself.</summary>
    public Task<RestartState> BeginRestartAsync(CancellationToken cancellationToken)
        => AdminAsync(HttpMethod.Post, "admin/restart", null, AdminJson.Default.RestartState, cancellationToken);

    /// <summary>How far it has come.</summary>
    public Task<RestartState> RestartAsync(CancellationToken cancellationToken)
        => AdminAsync(HttpMethod.Get, "admin/restart", null, AdminJson.Default.RestartState, cancellationToken);

    /// <summary>Opens the stream of what the broker does, as its dashboard reads it.</summary>
    /// <returns>The answer, begun; the caller disposes of it.</returns>
    /// <exception cref="BrokerException">It cannot be reached, or refuses.</exception>
    public async Task<HttpResponseMessage> EventsAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "dashboard/events"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Authorization = adminKey is null ? null : new AuthenticationHeaderValue("Bearer", adminKey);
        var (answer, refusal) = await exchange.OpenAsync(request, AdminTimeout, cancellationToken);
        return answer ?? throw new BrokerRefusedException(refusal!, AdminRefusal(refusal!));
    }

    private async Task<T> AdminAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        request.Content = body is null ? null : Json(body);
        request.Headers.Authorization = adminKey is null ? null : new AuthenticationHeaderValue("Bearer", adminKey);

        var reply = await exchange.SendAsync(request, AdminTimeout, cancellationToken);
        return reply.IsSuccess && AdminJson.TryRead(reply.Body, shape, out var answer)
            ? answer
            : throw new BrokerRefusedException(reply, AdminRefusal(reply));
    }

    private string AdminRefusal(BrokerReply reply)
    {
        var hint = (int)reply.Status switch
        {
            401 when adminKey is null => " Give its key with --key KEY or LB_ADMIN_KEY.",
            401 or 403 => " Check --key or LB_ADMIN_KEY.",
            _ => "",
        };
        return $"The broker at {BrokerAddress.Text(Address)} refused: {reply.Describe(Address)}{hint}";
    }

    private static ByteArrayContent Json(byte[] body)
        => new(body) { Headers = { ContentType = new MediaTypeHeaderValue(JobMediaTypes.Json) } };
}
