using SettleEngine.Pipeline;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld;

/// <summary>One life of the engine, from start to crash or stop.</summary>
public sealed class EngineLife(
    int number,
    SimulatedProcess process,
    SettlementPipeline engine,
    SimulatedJournal journal,
    CancellationTokenSource stop,
    Task completion)
{
    private readonly List<Action> _onDeath = [];

    public int Number { get; } = number;

    public SimulatedProcess Process { get; } = process;

    public ISettlementEngine Engine => engine;

    public SimulatedJournal Journal { get; } = journal;

    /// <summary>Ends when the engine stops by itself, which it does only for a broken journal or a bug, or when told to.</summary>
    public Task Completion { get; } = completion;

    public bool IsAlive => Process.IsAlive && !Completion.IsCompleted;

    /// <summary>Whether it is past recovery and takes authorizations in.</summary>
    public bool IsRecovered => engine.Recovered.IsCompletedSuccessfully;

    /// <summary>Groups that it has taken and not answered yet.</summary>
    public int Unanswered { get; set; }

    /// <summary>Whether it was told to stop.</summary>
    public bool IsStopping { get; private set; }

    public void OnDeath(Action action) => _onDeath.Add(action);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        Process.Kill();
        engine.Dispose();
        foreach (var action in _onDeath)
        {
            action();
        }

        _onDeath.Clear();
    }

    /// <summary>SIGTERM: nothing new, everything that was taken in is answered, then everything ends and the journal is closed.</summary>
    /// <returns>Groups that were taken in and left without an answer.</returns>
    public Task<int> StopAsync() => Process.Call(async () =>
    {
        IsStopping = true;
        await engine.DrainAsync();
        var unanswered = Completion.IsCompleted ? 0 : Unanswered;
        stop.Cancel();
        while (!Completion.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), Process.Time, CancellationToken.None);
        }

        await Journal.DisposeAsync();
        return unanswered;
    });
}
