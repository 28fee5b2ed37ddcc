using SettleEngine.Core;

namespace SettleEngine.Verifier.Queues;

/// <summary>Some items of one run, held by one thread.</summary>
internal struct RunPiece
{
    /// <summary>The run.</summary>
    public VerificationRun Run;

    /// <summary>First of them: an index of items, or of the run's list of unknown payers.</summary>
    public int Start;

    /// <summary>How many.</summary>
    public int Count;

    /// <summary>Where in the holder's list the items begin that turned out to be unknown payers'.</summary>
    public int UnknownStart;

    /// <summary>How many of those there are.</summary>
    public int UnknownCount;

    /// <summary>What was wrong with the call, or null.</summary>
    public InvariantBrokenException? Broken;
}
