using SettleEngine.Pipeline;

namespace SettleEngine.SimulatedWorld;

/// <summary>One life of the engine, from start to crash.</summary>
public sealed class EngineLife(int number, SimulatedProcess process, ISettlementEngine engine, Task completion)
{
    private readonly List<Action> _onDeath = [];

    public int Number { get; } = number;

    public SimulatedProcess Process { get; } = process;

    public ISettlementEngine Engine { get; } = engine;

    /// <summary>Ends when the engine stops by itself, which it does only for a broken journal or a bug.</summary>
    public Task Completion { get; } = completion;

    public bool IsAlive => Process.IsAlive && !Completion.IsCompleted;

    public void OnDeath(Action action) => _onDeath.Add(action);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        Process.Kill();
        foreach (var action in _onDeath)
        {
            action();
        }

        _onDeath.Clear();
    }
}
