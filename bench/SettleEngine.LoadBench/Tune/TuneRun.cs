namespace SettleEngine.LoadBench.Tune;

/// <summary>Sweeps batch size and wait, lanes and block time.</summary>
/// <param name="options">What is swept.</param>
internal sealed class TuneRun(TuneOptions options)
{
    private readonly ChainMeasurement _chain = new(options);
    private readonly SimulatorMeasurement _simulator = new(options);

    /// <summary>Runs all points.</summary>
    /// <param name="progress">Hears of each point.</param>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    /// <returns>The points, ground after ground, in the order of the sweep.</returns>
    public async Task<IReadOnlyList<TunePoint>> RunAsync(TuneProgress progress, CancellationToken cancellationToken)
    {
        var points = new List<TunePoint>();
        foreach (var ground in options.Grounds)
        {
            foreach (var setting in options.Settings)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Begin(ground, setting);
                var point = ground == TuneGround.Simulator
                    ? _simulator.Measure(setting)
                    : await _chain.MeasureAsync(setting, cancellationToken);
                points.Add(point);
                progress.End(point);
            }
        }

        return points;
    }
}
