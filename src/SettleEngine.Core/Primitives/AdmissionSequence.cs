using System.Globalization;

namespace SettleEngine.Core.Primitives;

/// <summary>Identity of an admission: the journal sequence of its ACCEPT record. Grows, never reused, has gaps.</summary>
/// <param name="Value">Sequence number, 1 or greater; 0 stands for "none".</param>
public readonly record struct AdmissionSequence(ulong Value)
{
    /// <summary>Whether an admission is named.</summary>
    public bool IsSome => Value != 0;

    /// <summary>The id as it goes over the wire: a decimal string.</summary>
    /// <returns>1 to 20 characters.</returns>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
