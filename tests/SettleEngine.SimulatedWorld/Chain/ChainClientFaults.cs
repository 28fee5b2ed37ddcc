using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>What is wrong between the engine and the chain. Chances are per million calls; all may change at any time.</summary>
public sealed class ChainClientFaults
{
    /// <summary>Longest time of a call, in milliseconds.</summary>
    public int MaxLatencyMs { get; set; } = 40;

    /// <summary>No endpoint gives a usable answer.</summary>
    public int UnavailablePerMillion { get; set; }

    /// <summary>The answer comes from an endpoint that is some blocks behind.</summary>
    public int StalePerMillion { get; set; }

    /// <summary>A receipt is missing though the transaction is included.</summary>
    public int NullReceiptPerMillion { get; set; }

    /// <summary>A receipt comes from an endpoint that missed a reorg.</summary>
    public int OrphanReceiptPerMillion { get; set; }

    /// <summary>A sent transaction never arrives, and the answer is silence.</summary>
    public int LostSendPerMillion { get; set; }

    /// <summary>A sent transaction arrives, and the answer is silence.</summary>
    public int SilentSendPerMillion { get; set; }

    /// <summary>A sent transaction arrives once more, later.</summary>
    public int RepeatedSendPerMillion { get; set; }

    /// <summary>A call takes up to ten seconds.</summary>
    public int SlowCallPerMillion { get; set; }

    /// <summary>The newest header comes from an endpoint that missed a reorg.</summary>
    public int OrphanHeadPerMillion { get; set; }

    /// <summary>An endpoint lies about whether authorizations are used. Its word is taken for the newest state; about the
    /// finalized state two endpoints contradict each other, which is no answer.</summary>
    public int FalseStatePerMillion { get; set; }

    /// <summary>An endpoint lies about the status and the gas of a receipt.</summary>
    public int FalseStatusPerMillion { get; set; }

    /// <summary>An endpoint leaves the last events of a receipt out. About finalized blocks two endpoints contradict each
    /// other, which is no answer.</summary>
    public int MissingLogsPerMillion { get; set; }

    /// <summary>The only endpoint leaves all events out of the receipts of finalized blocks.</summary>
    public bool HidesFinalEvents { get; set; }

    /// <summary>An endpoint tells more transactions of an account than there are. About the finalized block two endpoints
    /// contradict each other.</summary>
    public int FalseCountPerMillion { get; set; }

    /// <summary>Endpoints take the transactions of this lane and keep them.</summary>
    public Address? SwallowedLane { get; set; }

    /// <summary>Every endpoint is so far behind that it has no transaction of this lane in a block.</summary>
    public Address? ForgottenLane { get; set; }

    /// <summary>The bug that was planted in the client, if any.</summary>
    public PlantedBug Bug { get; set; }

    /// <summary>All is well from now on.</summary>
    public void Clear()
    {
        MaxLatencyMs = 40;
        UnavailablePerMillion = 0;
        StalePerMillion = 0;
        NullReceiptPerMillion = 0;
        OrphanReceiptPerMillion = 0;
        LostSendPerMillion = 0;
        SilentSendPerMillion = 0;
        RepeatedSendPerMillion = 0;
        SlowCallPerMillion = 0;
        OrphanHeadPerMillion = 0;
        FalseStatePerMillion = 0;
        FalseStatusPerMillion = 0;
        MissingLogsPerMillion = 0;
        HidesFinalEvents = false;
        FalseCountPerMillion = 0;
        SwallowedLane = null;
        ForgottenLane = null;
    }
}
