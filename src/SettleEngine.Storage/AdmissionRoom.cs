using Microsoft.Extensions.Logging;

namespace SettleEngine.Storage;

/// <summary>Whether admissions may go on: not when the disk is nearly full, hangs, or has failed. Attempts and outcomes use the
/// reserve that is left then.</summary>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed partial class AdmissionRoom(ILogger logger)
{
    private readonly object _gate = new();
    private bool _isShort = true;
    private bool _isStalled;
    private bool _isBroken;
    private volatile bool _hasRoom;

    /// <summary>Whether there is room. False until the disk was looked at.</summary>
    public bool HasRoom => _hasRoom;

    /// <summary>Says whether space on the disk runs short.</summary>
    /// <param name="isShort">Whether less than the reserve is left.</param>
    public void SetShort(bool isShort)
    {
        lock (_gate)
        {
            _isShort = isShort;
            Settle();
        }
    }

    /// <summary>Says whether the disk makes no progress.</summary>
    /// <param name="isStalled">Whether it hangs.</param>
    public void SetStalled(bool isStalled)
    {
        lock (_gate)
        {
            _isStalled = isStalled;
            Settle();
        }
    }

    /// <summary>Closes for good.</summary>
    public void Break()
    {
        lock (_gate)
        {
            _isBroken = true;
            _hasRoom = false;
        }
    }

    private void Settle()
    {
        var room = !_isShort && !_isStalled && !_isBroken;
        if (_hasRoom != room)
        {
            _hasRoom = room;
            LogRoom(logger, room);
        }
    }

    [LoggerMessage(3104, LogLevel.Information, "Journal has room for admissions: {HasRoom}")]
    private static partial void LogRoom(ILogger logger, bool hasRoom);
}
