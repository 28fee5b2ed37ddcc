namespace SettleEngine.Worker.Audit;

/// <summary>What a finding means for whoever keeps the books.</summary>
internal enum AuditVerdict
{
    /// <summary>The engine has not finished with it and will: nothing to do.</summary>
    Open,

    /// <summary>Journal and chain say different things: somebody has to look.</summary>
    Difference,
}
