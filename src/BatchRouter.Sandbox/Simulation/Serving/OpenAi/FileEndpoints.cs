using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>/v1/files, as far as batches need it.</summary>
internal sealed class FileEndpoints(FileShelf shelf, Dialect dialect, int maxFileBytes)
{
    private const int FormBytes = 64 * 1024;

    public async Task UploadAsync(HttpContext http)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = (long)maxFileBytes + FormBytes;
        try
        {
            var (purpose, name, content) = await ReadFormAsync(http);
            if (purpose != "batch")
                await dialect.RefuseAsync(http, ApiError.BadRequest($"'{purpose}' is not one of ['batch'].", "purpose", "invalid_value"));
            else if (content is null)
                await dialect.RefuseAsync(http, ApiError.BadRequest("Missing required parameter: 'file'.", "file", "missing_required_parameter"));
            else if (content.Length > maxFileBytes)
                await dialect.RefuseAsync(http, ApiError.TooLarge(maxFileBytes));
            else
                await WireJson.WriteAsync(http, shelf.Put(content, name, purpose).ToWire());
        }
        catch (BadHttpRequestException cause) when (cause.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await dialect.RefuseAsync(http, ApiError.TooLarge(maxFileBytes));
        }
        catch (InvalidDataException cause)
        {
            await dialect.RefuseAsync(http, ApiError.BadRequest($"This is no multipart form: {cause.Message}"));
        }
    }

    public async Task ListAsync(HttpContext http)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        var purpose = http.Request.Query.TryGetValue("purpose", out var wanted) ? wanted.ToString() : null;
        if (Page<SimulatedFile>.Of(shelf.List(purpose), file => file.Id, http.Request.Query, "after", "before", usual: 10_000, most: 10_000) is not { } page)
        {
            await dialect.RefuseAsync(http, ApiError.BadRequest("'limit' must be from 1 to 10,000.", "limit", "invalid_value"));
            return;
        }

        await WireJson.WriteAsync(http, new
        {
            Object = "list",
            Data = page.Items.Select(file => file.ToWire()),
            page.FirstId,
            page.LastId,
            page.HasMore,
        });
    }

    public Task ShowAsync(HttpContext http) => WithFileAsync(http, file => WireJson.WriteAsync(http, file.ToWire()));

    public Task DeleteAsync(HttpContext http) => WithFileAsync(http, file =>
        WireJson.WriteAsync(http, new { file.Id, Object = "file", Deleted = shelf.Delete(file.Id) }));

    public Task ContentAsync(HttpContext http) => WithFileAsync(http, async file =>
    {
        http.Response.ContentLength = file.Content.Length;
        http.Response.ContentType = "application/octet-stream";
        if (file.CutsRead?.Invoke() == true)
            await CutAsync(http, file.Content);
        else
            await http.Response.Body.WriteAsync(file.Content);
    });

    /// <summary>Half of it, then the connection ends.</summary>
    public static async Task CutAsync(HttpContext http, byte[] content)
    {
        await http.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2));
        await http.Response.Body.FlushAsync();
        http.Abort();
    }

    private async Task WithFileAsync(HttpContext http, Func<SimulatedFile, Task> then)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        var id = (string)http.Request.RouteValues["id"]!;
        if (shelf.Find(id) is { } file)
            await then(file);
        else
            await dialect.RefuseAsync(http, ApiError.NotFound($"No such File object: {id}"));
    }

    private static async Task<(string Purpose, string Name, byte[]? Content)> ReadFormAsync(HttpContext http)
    {
        var (purpose, name, content) = ("", "", (byte[]?)null);
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            throw new InvalidDataException("its content type names no boundary.");
        var reader = new MultipartReader(boundary, http.Request.Body);
        while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part))
                continue;
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes, http.RequestAborted);
            switch (HeaderUtilities.RemoveQuotes(part.Name).Value)
            {
                case "purpose":
                    purpose = System.Text.Encoding.UTF8.GetString(bytes.ToArray()).Trim();
                    break;
                case "file":
                    var given = part.FileNameStar.HasValue ? part.FileNameStar : HeaderUtilities.RemoveQuotes(part.FileName);
                    name = given.HasValue ? given.Value! : string.Create(CultureInfo.InvariantCulture, $"file-{bytes.Length}");
                    content = bytes.ToArray();
                    break;
            }
        }

        return (purpose, name, content);
    }
}
