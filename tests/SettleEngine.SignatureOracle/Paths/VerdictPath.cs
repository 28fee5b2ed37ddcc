using SettleEngine.Core.Authorizations;

namespace SettleEngine.SignatureOracle.Paths;

/// <summary>One way through the engine's code from signatures to verdicts, with the tables that it needs.</summary>
/// <remarks>One thread at a time.</remarks>
public abstract class VerdictPath : IDisposable
{
    /// <summary>Judges a group.</summary>
    /// <param name="cases">Where the group comes from; its payers are those that the path was made for.</param>
    /// <param name="start">The first of the group.</param>
    /// <param name="verdicts">As long as the group.</param>
    public abstract void Judge(SignatureCases cases, int start, Span<RejectReason> verdicts);

    /// <summary>Compares a group's results with what is right.</summary>
    /// <param name="cases">Cases whose verdicts are set.</param>
    /// <param name="start">The first of the group.</param>
    /// <param name="size">How many.</param>
    /// <returns>The number of the first case that went wrong, or −1.</returns>
    public virtual int FindDivergence(SignatureCases cases, int start, int size)
    {
        var verdicts = new RejectReason[size];
        Judge(cases, start, verdicts);
        var wrong = verdicts.AsSpan().CommonPrefixLength(cases.Verdicts.AsSpan(start, size));
        return wrong == size ? -1 : start + wrong;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives tables back.</summary>
    protected virtual void Dispose(bool isDisposing)
    {
    }
}
