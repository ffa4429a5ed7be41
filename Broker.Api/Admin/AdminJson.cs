using System.Text.Json;
using System.Text.Json.Serialization;
using Broker.Api.Dashboard;
using Broker.Api.Decisions;
using Broker.Api.Dispatch;
using Broker.Api.Membership;
using Broker.Api.Restarting;

namespace Broker.Api.Admin;

/// <summary>The JSON of the admin calls, by source generation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(IReadOnlyList<WorkerView>))]
[JsonSerializable(typeof(WorkerView))]
[JsonSerializable(typeof(MemberBody))]
[JsonSerializable(typeof(StateBody))]
[JsonSerializable(typeof(RestartView))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(PolicyChange))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(IReadOnlyList<DecisionView>))]
[JsonSerializable(typeof(DispatchView))]
[JsonSerializable(typeof(DispatchChange))]
[JsonSerializable(typeof(WhatIfChange))]
[JsonSerializable(typeof(WhatIfView))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AdminJson : JsonSerializerContext;
