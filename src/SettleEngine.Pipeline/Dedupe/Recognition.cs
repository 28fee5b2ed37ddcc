using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>What an item is to the admission that holds its key.</summary>
/// <param name="Id">The admission.</param>
/// <param name="IsSame">Whether the payer's permission is the same, whatever the form of its signature.</param>
/// <param name="HasSameSignature">Whether the signature is the same, too.</param>
internal readonly record struct Recognition(AdmissionSequence Id, bool IsSame, bool HasSameSignature);
