using System.Globalization;
using Microsoft.Extensions.Logging;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Chains;

/// <summary>A file with the price of the chain's native coin, looked at every 2 s and read when it has changed.</summary>
/// <remarks>A file that cannot be used leaves the last good price in place, and the log says so once: an engine without a price feed
/// settles all the same. Thread rule: any thread reads the price; one loop looks.</remarks>
internal sealed partial class NativePriceFile : IAsyncDisposable
{
    /// <summary>A file that nobody has written for longer than this is told of.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    private const int MaxBytes = 1_000;

    // No coin moves so far between two readings; whoever writes the file has made a mistake.
    private const double LargestStep = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private DateTime _readVersion;
    private string? _trouble;
    private double _usd;
    private Task _looking = Task.CompletedTask;

    private NativePriceFile(string path, TimeProvider time, ILogger logger)
    {
        _path = path;
        _time = time;
        _logger = logger;
    }

    /// <summary>US dollars for one coin: the last good price.</summary>
    public double Usd => Volatile.Read(ref _usd);

    /// <summary>Reads the file for the first time.</summary>
    /// <param name="path">What <c>--native-usd-file</c> names.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of a file that cannot be used.</param>
    /// <returns>The file; nothing looks at it again before <see cref="Watch"/>.</returns>
    /// <exception cref="SettingException">It cannot be used.</exception>
    public static async Task<NativePriceFile> OpenAsync(string path, TimeProvider time, ILogger logger)
    {
        var file = new NativePriceFile(path, time, logger);
        if (await file.ReadAsync() is { } trouble)
        {
            throw new SettingException($"--native-usd-file {path} {trouble}.");
        }

        file.Tell(file.WhyTooOld());
        return file;
    }

    /// <summary>Goes on looking at the file until this is disposed.</summary>
    public void Watch() => _looking = WatchAsync();

    /// <summary>Looks at the file once.</summary>
    /// <returns>A task that completes when the price is the file's, or the log says why not.</returns>
    public async Task LookAsync() => Tell(await ReadAsync() ?? WhyTooOld());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
    }

    private async Task<string?> ReadAsync()
    {
        try
        {
            var info = new FileInfo(_path);
            if (!info.Exists)
            {
                return "does not exist";
            }

            var version = info.LastWriteTimeUtc;
            if (version == _readVersion)
            {
                return null;
            }

            if (info.Length > MaxBytes)
            {
                return "holds more than one number";
            }

            var trouble = Take(await File.ReadAllTextAsync(_path, _stop.Token));
            _readVersion = trouble is null ? version : default;
            return trouble;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read ({unreadable.Message})";
        }
    }

    private string? Take(string text)
    {
        if (!NativePrice.TryParse(text, out var usd))
        {
            return $"must hold {NativePrice.Form}";
        }

        if (_usd > 0 && (usd > _usd * LargestStep || usd < _usd / LargestStep))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"says {usd} after {_usd}, more than {LargestStep} times apart; start the engine again if that is right");
        }

        Volatile.Write(ref _usd, usd);
        return null;
    }

    private string? WhyTooOld() => _time.GetUtcNow().UtcDateTime - _readVersion > MaxAge
        ? string.Create(CultureInfo.InvariantCulture, $"was not written for more than {MaxAge.TotalMinutes} minutes")
        : null;

    private void Tell(string? trouble)
    {
        if (trouble == _trouble)
        {
            return;
        }

        _trouble = trouble;
        if (trouble is null)
        {
            LogUsable(_logger, _path, Usd);
        }
        else
        {
            LogKept(_logger, _path, trouble, Usd);
        }
    }

    [LoggerMessage(EventId = 1921, Level = LogLevel.Warning, Message = "The price file {File} {Trouble}; costs go on with {Usd} USD")]
    private static partial void LogKept(ILogger logger, string file, string trouble, double usd);

    [LoggerMessage(EventId = 1922, Level = LogLevel.Information, Message = "The price file {File} can be used again: {Usd} USD")]
    private static partial void LogUsable(ILogger logger, string file, double usd);
}
