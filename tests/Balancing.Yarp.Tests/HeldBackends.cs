using System.Globalization;

namespace Balancing.Yarp.Tests;

/// <summary>Several backends that answer only when they are told to.</summary>
internal sealed class HeldBackends : IAsyncDisposable
{
    private readonly List<Backend> _backends = [];

    public Dictionary<string, string> Addresses => _backends
        .Select((backend, index) => (Id: (index + 1).ToString(CultureInfo.InvariantCulture), backend.Address))
        .ToDictionary(backend => backend.Id, backend => backend.Address);

    public int Received => _backends.Sum(backend => backend.Received);

    public static async Task<HeldBackends> StartAsync(int count)
    {
        var held = new HeldBackends();
        for (var number = 1; number <= count; number++)
        {
            held._backends.Add(await Backend.StartAsync($"{number}", held: true));
        }

        return held;
    }

    public void Open() => _backends.ForEach(backend => backend.Open());

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}
