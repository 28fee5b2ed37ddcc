using SettleEngine.Pipeline;
using SettleEngine.Storage;

namespace SettleEngine.Worker.Hosting;

/// <summary>Where a program that composes an engine may put something of its own between the engine and its world. The
/// <c>settle</c> program puts nothing there: what kills or lies on purpose is not part of it.</summary>
internal sealed record EngineSeams
{
    /// <summary>Nothing in between.</summary>
    public static EngineSeams None { get; } = new();

    /// <summary>Changes the journal's settings.</summary>
    public Func<JournalOptions, JournalOptions> Journal { get; init; } = static options => options;

    /// <summary>Changes the pipeline's options.</summary>
    public Action<PipelineOptions> Pipeline { get; init; } = static _ => { };

    /// <summary>Wraps ports.</summary>
    public Func<PipelinePorts, PipelinePorts> Ports { get; init; } = static ports => ports;
}
