using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

/// <summary>Keeps what is logged at Warning and above.</summary>
internal sealed class LoudLoggers : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Messages { get; } = [];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Messages.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
