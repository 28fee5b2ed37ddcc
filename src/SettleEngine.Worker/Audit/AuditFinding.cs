namespace SettleEngine.Worker.Audit;

/// <summary>One thing about which journal and chain do not simply agree.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Code">What it is; stable, for programs.</param>
/// <param name="Id">The payment; 0 when it is about none.</param>
/// <param name="Subject">Transaction, lane or authorization that it is about.</param>
/// <param name="Explanation">What is known, and what to do.</param>
internal sealed record AuditFinding(AuditVerdict Verdict, string Code, ulong Id, string Subject, string Explanation);
