using Microsoft.Extensions.Logging;

namespace SettleEngine.SimulatedWorld;

/// <summary>Puts the engine's log lines into the trace that a person reads; they are no part of the trace's hash.</summary>
internal sealed class TraceLoggerFactory(World world) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Logger(world, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is held: the world owns the trace.
    }

    private sealed class Logger(World world, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => world.OnTrace is not null;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            world.OnTrace?.Invoke(
                $"{world.Time.Ticks / TimeSpan.TicksPerMillisecond,9}   {category} {eventId.Id}: {formatter(state, exception)}");
    }
}
