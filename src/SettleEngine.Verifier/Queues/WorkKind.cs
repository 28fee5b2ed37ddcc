namespace SettleEngine.Verifier.Queues;

/// <summary>What a thread can turn to.</summary>
internal enum WorkKind
{
    /// <summary>Signatures as they came: looked up, and checked when their payer has a table.</summary>
    Known,

    /// <summary>Signatures of payers without a table.</summary>
    Unknown,

    /// <summary>Tables.</summary>
    Tables,
}
