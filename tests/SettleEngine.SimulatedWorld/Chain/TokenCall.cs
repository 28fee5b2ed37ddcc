using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>One call to the token, decoded from calldata or made up by somebody outside the engine.</summary>
public readonly record struct TokenCall(
    TokenCallKind Kind,
    Address Token,
    Authorization Authorization,
    EcdsaSignature Signature,
    bool AllowFailure = true);
