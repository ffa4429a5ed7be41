using Balancing.Yarp;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReverseProxy()
    .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
    .AddBalancing(); // the one line

var app = builder.Build();
app.MapReverseProxy();
app.Run();
