using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Doors;

namespace SettleEngine.Worker.Hosting;

/// <summary>What an API key allows on a frame connection.</summary>
internal static class FrameKeys
{
    /// <summary>Looks a key up.</summary>
    /// <param name="keys">The callers.</param>
    /// <param name="key">The key's text as UTF-8.</param>
    /// <returns>What it allows; nothing for an unknown key.</returns>
    public static FrameWants Allowed(ApiKeyFile keys, ReadOnlySpan<byte> key)
    {
        var allowed = FrameWants.None;
        allowed |= keys.Check(key, ApiScope.Settle) == ApiKeyVerdict.Granted ? FrameWants.Settle : FrameWants.None;
        allowed |= keys.Check(key, ApiScope.Read) == ApiKeyVerdict.Granted ? FrameWants.Outcomes : FrameWants.None;
        return allowed;
    }
}
