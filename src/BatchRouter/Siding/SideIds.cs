using System.Security.Cryptography;
using System.Text;
using BatchRouter.Jobs;

namespace BatchRouter.Siding;

/// <summary>The id of a side job follows from what it is for: whoever opens it, and however often, it is one job.</summary>
internal static class SideIds
{
    /// <param name="project">Who pays.</param>
    /// <param name="purpose">What it is for, and of which job.</param>
    public static JobKey Of(string project, string purpose)
    {
        // The project's length stands in front, so that no two pairs run into the same bytes.
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{project.Length}:{project}:{purpose}")).AsSpan(0, 16);
        // RFC 9562: version 8 is a UUID of one's own making.
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new JobKey(project, new Guid(id, bigEndian: true));
    }
}
