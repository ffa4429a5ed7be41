using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

// YARP as its own documentation starts it, and nothing more: what the broker's CPU time is held against.
// Its arguments are the workers' addresses; the section Sockets takes the transport's settings, to measure them.
var builder = WebApplication.CreateBuilder();
builder.Services.Configure<SocketTransportOptions>(builder.Configuration.GetSection("Sockets"));
builder.Services.AddReverseProxy().LoadFromMemory(
    [new RouteConfig { RouteId = "process", ClusterId = "workers", Match = new RouteMatch { Path = "/process" } }],
    [
        new ClusterConfig
        {
            ClusterId = "workers",
            LoadBalancingPolicy = LoadBalancingPolicies.LeastRequests,
            Destinations = args.ToDictionary(address => address, address => new DestinationConfig { Address = address }),
        },
    ]);
var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();
