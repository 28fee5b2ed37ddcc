using System.Globalization;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Shows how far a sweep is: a line for each finished point and, on a terminal, a bar that stays at the bottom.</summary>
/// <param name="options">What is swept.</param>
/// <param name="output">Where it is shown.</param>
/// <param name="isTerminal">Whether a line can be written over.</param>
/// <param name="time">The clock.</param>
internal sealed class TuneProgress(TuneOptions options, TextWriter output, bool isTerminal, TimeProvider time)
{
    private const int Width = 20;
    private const string Over = "\r\e[K";

    // Half a minute of the chain's time is about a second of the simulator's.
    private const double SimulatorPoint = 0.03;

    private readonly long _startedAt = time.GetTimestamp();
    private readonly int _points = options.Grounds.Count * options.Settings.Count();
    private readonly double _work = options.Grounds.Sum(Work) * options.Settings.Count();
    private int _done;
    private double _doneWork;

    /// <summary>A point begins.</summary>
    public void Begin(TuneGround ground, TuneSetting setting)
    {
        if (isTerminal)
        {
            output.Write(Over + State() + Name(ground, setting));
        }
    }

    /// <summary>A point is measured.</summary>
    public void End(TunePoint point)
    {
        _done++;
        _doneWork += Work(point.Ground);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{State()}{Name(point.Ground, point.Setting)}: {point.MeanBatch:N1} a batch, {point.GasPerPayment:N0} gas ({point.GasErrorText} of predicted), p99 {point.P99.TotalSeconds:N2} s {point.Problem}");
        output.WriteLine(isTerminal ? Over + line : line);
    }

    private static double Work(TuneGround ground) => ground == TuneGround.Simulator ? SimulatorPoint : 1;

    private static string Name(TuneGround ground, TuneSetting setting) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(ground == TuneGround.Simulator ? "simulator, " : "")}blocks {setting.BlockTime.TotalSeconds} s, {setting.PaymentsPerSecond}/s, {setting.Options}");

    private string State()
    {
        var elapsed = time.GetElapsedTime(_startedAt);
        var full = (int)(Width * (_doneWork / _work));
        var left = _doneWork > 0 ? elapsed * ((_work - _doneWork) / _doneWork) : (TimeSpan?)null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{new string('#', full)}{new string('.', Width - full)}] {_done}/{_points}, {Text(elapsed)} passed, {(left is { } rest ? Text(rest) : "?")} left  ");
    }

    private static string Text(TimeSpan span) => span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
