namespace SettleEngine.SimulatedWorld.Faults;

/// <summary>Everything that can go wrong in a run. Each is counted when it happens, not when it was possible.</summary>
public enum FaultKind
{
    // The process.

    /// <summary>Killed between any two steps of the program.</summary>
    CrashAtAnyStep,

    /// <summary>Killed while a commit is on its way to the disk.</summary>
    CrashDuringCommit,

    /// <summary>Killed when records are durable and nobody was told.</summary>
    CrashAfterCommit,

    /// <summary>Killed when a transaction is durable and has not left.</summary>
    CrashBeforeSend,

    /// <summary>Killed when a transaction has left and its answer is not there.</summary>
    CrashAfterSend,

    /// <summary>Killed while it recovers from the crash before.</summary>
    CrashInRecovery,

    /// <summary>Told to stop, and killed before it has stopped.</summary>
    CrashInDrain,

    /// <summary>Told to stop, and let finish.</summary>
    GracefulStop,

    /// <summary>The wall clock jumps; the steady clock does not.</summary>
    ClockStep,

    // The disk.

    /// <summary>A crash leaves the beginning of what was being written.</summary>
    TornWrite,

    /// <summary>A crash leaves some sectors of what was being written, the later ones perhaps without the earlier ones.</summary>
    ReorderedWrite,

    /// <summary>A crash leaves rubbish where sectors were being written.</summary>
    GarbledWrite,

    /// <summary>The disk says that a write is done and never does it.</summary>
    LostWrite,

    /// <summary>A write lands on an older block instead of behind it.</summary>
    MisdirectedWrite,

    /// <summary>A bit of what was durable flips.</summary>
    BitRot,

    /// <summary>A commit takes seconds.</summary>
    SlowWrite,

    /// <summary>A write fails.</summary>
    FailedWrite,

    /// <summary>The disk is nearly full: admissions are refused, the rest goes on.</summary>
    NearlyFullDisk,

    /// <summary>The disk is full: writes fail until somebody makes room.</summary>
    FullDisk,

    // The way to the chain.

    /// <summary>No endpoint gives a usable answer.</summary>
    EndpointSilence,

    /// <summary>A call takes seconds.</summary>
    SlowCall,

    /// <summary>An answer from an endpoint that is some blocks behind.</summary>
    StaleAnswer,

    /// <summary>A receipt is missing though the transaction is included.</summary>
    MissingReceipt,

    /// <summary>A receipt from an endpoint that missed a reorg.</summary>
    OrphanReceipt,

    /// <summary>The newest header of an endpoint that missed a reorg.</summary>
    OrphanHead,

    /// <summary>An endpoint lies about whether authorizations are used.</summary>
    FalseState,

    /// <summary>An endpoint lies about the status and the gas of a receipt.</summary>
    FalseStatus,

    /// <summary>An endpoint leaves events of a receipt out.</summary>
    MissingLogs,

    /// <summary>An endpoint tells more transactions of a lane than there are.</summary>
    FalseCount,

    /// <summary>A transaction never arrives, and the answer is silence.</summary>
    LostSend,

    /// <summary>A transaction arrives, and the answer is silence.</summary>
    SilentSend,

    /// <summary>A transaction arrives once more, later.</summary>
    RepeatedSend,

    // The chain.

    /// <summary>The newest blocks are replaced by others.</summary>
    Reorg,

    /// <summary>A node forgets a transaction that waited.</summary>
    PoolDrop,

    /// <summary>The base fee rises to many times its floor.</summary>
    BaseFeeSpike,

    /// <summary>No block comes for a while.</summary>
    SequencerOutage,

    // Other people.

    /// <summary>A stranger submits a payment first.</summary>
    FrontRun,

    /// <summary>A stranger submits a whole batch that it saw in the pool.</summary>
    CopiedBatch,

    /// <summary>A payer uses one authorization nonce for another payment.</summary>
    DoubleSign,

    /// <summary>A payer cancels what it signed.</summary>
    Cancellation,

    /// <summary>A payer spends its balance elsewhere.</summary>
    DrainedPayer,

    /// <summary>A payer gets code (EIP-7702) whose answer to the token is yes, no, or all the gas there is.</summary>
    CodefulPayer,

    /// <summary>The issuer stops all transfers of a token.</summary>
    PausedToken,

    /// <summary>The issuer refuses a payer.</summary>
    BlacklistedPayer,

    /// <summary>Somebody else signs with a lane's key.</summary>
    ForeignLaneTransaction,

    /// <summary>A lane runs out of gas money.</summary>
    BrokeLane,

    /// <summary>Endpoints take a lane's transactions, and no block ever holds them.</summary>
    SwallowedSend,
}
