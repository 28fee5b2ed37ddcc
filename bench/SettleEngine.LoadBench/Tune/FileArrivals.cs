using System.Globalization;
using SettleEngine.Client;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Arrivals as they were recorded: one a line, in seconds since the first.</summary>
internal sealed class FileArrivals : ArrivalPattern
{
    private readonly double[] _seconds;
    private int _next;

    /// <summary>Reads a recording.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A line is no number, or earlier than the one before.</exception>
    public FileArrivals(string path)
    {
        var seconds = new List<double>();
        foreach (var line in File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            if (!double.TryParse(line, CultureInfo.InvariantCulture, out var at) || at < (seconds.Count == 0 ? 0 : seconds[^1]))
            {
                throw new InvalidDataException(
                    $"{path}, line {seconds.Count + 1}: \"{line}\" is no number of seconds at or after the one before.");
            }

            seconds.Add(at);
        }

        _seconds = [.. seconds];
    }

    /// <inheritdoc/>
    public override TimeSpan NextArrival() =>
        _next < _seconds.Length ? TimeSpan.FromSeconds(_seconds[_next++]) : TimeSpan.MaxValue;
}
