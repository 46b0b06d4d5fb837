using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BatchRouter.Cli.Submitting;

/// <summary>The JobId of a file: the same project, group, file name and content give the same UUID, on every machine.</summary>
internal static class FileJobId
{
    public static Guid Of(string project, string group, string name, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(project));
        Append(hash, Encoding.UTF8.GetBytes(group));
        Append(hash, Encoding.UTF8.GetBytes(name));
        Append(hash, content);
        var id = hash.GetHashAndReset().AsSpan(0, 16);
        // RFC 9562: version 8 is a UUID of one's own making.
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    // With its length in front, so that no two lists of parts run into the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
