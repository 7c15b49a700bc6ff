/*
 * stamp.c: a routing extension that writes a line about every received fax into a list, beside a copy of the fax's name.
 * It uses all callbacks, and it misbehaves on demand, so that one can see what that costs.
 *
 *     cc -shared -fPIC -I assets -o stamp.so examples/plugins/stamp.c
 *     faxwell routing extension add stamp stamp.so --method \
 *         'stamp;Stamp;FaxRouteStamp;{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1001}' \
 *         --method 'second;Second;FaxRouteSecond;{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1002}'
 *     faxwell route enable virtual-2 '{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1001}' /tmp/stamps
 *
 * The line's data is the list's name. With these words instead it misbehaves: "crash", "hang", "lie" (failure data it never
 * allocated), "later" (fails, and succeeds when it is called again), "never" (fails for good), "lost" (where it leads is
 * not there). "pass" gives the second method its data.
 *
 * With the server it keeps the ink for all lines under ...1010, which can be changed while it runs, and counts the stamps
 * of each line under ...1011:
 *     faxwell property set '{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010}' blue
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faxroute.h"
#include "faxext.h"

#define SECOND "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1002}"
#define INK "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010}"
#define COUNT "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1011}"
#define DEVICES 64

static const FAX_ROUTE_CALLBACKROUTINES *Callbacks;
static const FAX_GUID Own = {0x7d4a2c10, 0x0f51, 0x4c7e, {0x9a, 0x53, 0x2f, 0x1f, 0x6f, 0x0a, 0x10, 0x01}};

/* What is kept for a device. */
static struct {
    uint32_t Device;
    int There;
    int Enabled;
    uint32_t Size;
    uint8_t Data[512];
} Devices[DEVICES];

static PFAX_EXT_GET_DATA GetData;
static PFAX_EXT_SET_DATA SetData;
static PFAX_EXT_FREE_BUFFER FreeBuffer;
static char Ink[32];

static int device(uint32_t id)
{
    int free = -1;
    for (int place = 0; place < DEVICES; place++) {
        if (Devices[place].There && Devices[place].Device == id)
            return place;
        if (!Devices[place].There && free < 0)
            free = place;
    }
    if (free >= 0) {
        memset(&Devices[free], 0, sizeof Devices[free]);
        Devices[free].Device = id;
        Devices[free].There = 1;
    }
    return free;
}

static void narrow(const FAX_CHAR *from, char *to, size_t room)
{
    size_t used = 0;
    while (from != NULL && *from != 0 && used + 1 < room) {
        to[used++] = *from < 0x80 ? (char)*from : '?';
        from++;
    }
    to[used] = 0;
}

static FAX_CHAR *widen(const char *from, FAX_CHAR *to)
{
    FAX_CHAR *start = to;
    while (*from != 0)
        *to++ = (FAX_CHAR)(unsigned char)*from++;
    *to = 0;
    return start;
}

static void say(const char *words)
{
    FAX_CHAR text[600];
    if (strlen(words) < 600)
        Callbacks->Say(widen(words, text));
}

static void line(const char *list, const char *format, ...)
{
    FILE *file = fopen(list, "a");
    if (file == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(file, format, arguments);
    va_end(arguments);
    fputc('\n', file);
    fclose(file);
}

/* Reads what is kept somewhere as text; empty where there is nothing. */
static uint32_t kept(uint32_t DeviceId, const char *guid, char *text, size_t room)
{
    FAX_CHAR wide[64];
    uint8_t *data = NULL;
    uint32_t size = 0, code = GetData(DeviceId, DEV_ID_SRC_FAX, widen(guid, wide), &data, &size);
    snprintf(text, room, "%.*s", code == 0 ? (int)size : 0, (const char *)data);
    FreeBuffer(data);
    return code;
}

/* FaxExtConfigChange: there is other ink. */
static int32_t refilled(uint32_t DeviceId, const FAX_CHAR *DataGuid, uint8_t *Data, uint32_t DataSize)
{
    (void)DeviceId;
    (void)DataGuid;
    snprintf(Ink, sizeof Ink, "%.*s", (int)(DataSize < 31 ? DataSize : 31), (const char *)Data);
    return 0;
}

int32_t FaxExtInitializeConfig(PFAX_EXT_GET_DATA TheGetData, PFAX_EXT_SET_DATA TheSetData,
                               PFAX_EXT_REGISTER_FOR_EVENTS Register, PFAX_EXT_UNREGISTER_FOR_EVENTS Unregister,
                               PFAX_EXT_FREE_BUFFER TheFreeBuffer)
{
    FAX_CHAR wide[64];
    (void)Unregister;
    GetData = TheGetData;
    SetData = TheSetData;
    FreeBuffer = TheFreeBuffer;
    uint32_t code = kept(0, INK, Ink, sizeof Ink);
    if (code != 0 && code != 2)
        return -1;
    return Register(NULL, 0, DEV_ID_SRC_FAX, widen(INK, wide), refilled) != NULL ? 0 : -1;
}

uint32_t FaxRouteVersion(void)
{
    return FAXROUTE_VERSION;
}

FAX_BOOL FaxRouteInitialize(void *HeapHandle, const FAX_ROUTE_CALLBACKROUTINES *TheCallbacks)
{
    (void)HeapHandle;
    Callbacks = TheCallbacks;
    return Callbacks->SizeOfStruct >= sizeof *Callbacks;
}

static FAX_BOOL each(uint32_t JobId, const FAX_GUID *Owner, const FAX_GUID *Caller, const FAX_CHAR *FileName,
                     void *Context)
{
    (void)JobId;
    (void)Owner;
    (void)Caller;
    int *count = Context;
    char name[1024];
    narrow(FileName, name, sizeof name);
    if (access(name, R_OK) == 0)
        (*count)++;
    return 1;
}

FAXROUTE_EXPORT FAX_BOOL FaxRouteStamp(const FAX_ROUTE *Route, void **FailureData, uint32_t *FailureDataSize)
{
    char data[512], tiff[1024], own[1024], tsid[64], said[600];
    FAX_CHAR name[1024];
    uint32_t size = Route->RoutingInfoDataSize < sizeof data - 1 ? Route->RoutingInfoDataSize : sizeof data - 1;
    memcpy(data, Route->RoutingInfoData, size);
    data[size] = 0;
    narrow(Route->Tsid, tsid, sizeof tsid);
    if (strcmp(data, "crash") == 0)
        abort();
    if (strcmp(data, "hang") == 0)
        for (;;)
            sleep(1000);
    if (strcmp(data, "lie") == 0) {
        *FailureData = &Devices;
        *FailureDataSize = 100;
        return 0;
    }
    if (strcmp(data, "never") == 0) {
        say("there is no ink");
        Callbacks->SetLastError(5);
        return 0;
    }
    if (strcmp(data, "lost") == 0) {
        Callbacks->SetLastError(FAX_ERROR_BAD_CONFIGURATION);
        return 0;
    }
    if (strcmp(data, "later") == 0) {
        uint32_t kept = 0;
        const uint8_t *retry = Callbacks->RetryData(Route->JobId, &kept);
        if (kept == 5 && memcmp(retry, "again", 5) == 0) {
            say("stamped at the second try");
            return 1;
        }
        *FailureData = Callbacks->Alloc(5);
        memcpy(*FailureData, "again", 5);
        *FailureDataSize = 5;
        say("the stamp is dry");
        return 0;
    }
    if (strcmp(data, "pass") == 0) {
        FAX_CHAR guid[64];
        FAX_BOOL passed = Callbacks->FaxRouteModifyRoutingData(Route->JobId, widen(SECOND, guid),
                                                               (const uint8_t *)"handed on", 9);
        say(passed ? "passed on" : "nobody to pass to");
        return passed;
    }
    /* The received TIFF has number 0. */
    uint32_t octets = sizeof name;
    if (!Callbacks->FaxRouteGetFile(Route->JobId, 0, name, &octets))
        return 0;
    narrow(name, tiff, sizeof tiff);
    snprintf(own, sizeof own, "%s.stamp", data);
    line(own, "stamped");
    int number = Callbacks->FaxRouteAddFile(Route->JobId, widen(own, name), &Own);
    int count = 0;
    Callbacks->FaxRouteEnumFiles(Route->JobId, &Own, each, &count);
    int received = Callbacks->FaxRouteDeleteFile(Route->JobId, widen(tiff, name));
    int taken = Callbacks->FaxRouteDeleteFile(Route->JobId, widen(own, name));
    line(data, "fax %u of %u pages from %s: file %d, %d files, deleted %d and %d", Route->JobId, Route->PageCount, tsid,
         number, count, received, taken);
    char stamps[16];
    kept(Route->DeviceId, COUNT, stamps, sizeof stamps);
    snprintf(stamps, sizeof stamps, "%d", atoi(stamps) + 1);
    SetData(NULL, Route->DeviceId, DEV_ID_SRC_FAX, widen(COUNT, name), (const uint8_t *)stamps, (uint32_t)strlen(stamps));
    snprintf(said, sizeof said, "stamped into %s%s%s", data, *Ink != 0 ? " in " : "", Ink);
    say(said);
    return 1;
}

FAXROUTE_EXPORT FAX_BOOL FaxRouteSecond(const FAX_ROUTE *Route, void **FailureData, uint32_t *FailureDataSize)
{
    char said[256];
    (void)FailureData;
    (void)FailureDataSize;
    snprintf(said, sizeof said, "got %.*s", (int)(Route->RoutingInfoDataSize % 200), (const char *)Route->RoutingInfoData);
    say(said);
    return 1;
}

FAX_BOOL FaxRouteDeviceEnable(const FAX_CHAR *RoutingGuid, uint32_t DeviceId, int32_t Enabled)
{
    (void)RoutingGuid;
    int place = device(DeviceId);
    Callbacks->SetLastError(0);
    if (place < 0)
        return 0;
    if (Enabled == QUERY_STATUS)
        return Devices[place].Enabled;
    if (Enabled == STATUS_ENABLE && Devices[place].Size == 0) {
        Callbacks->SetLastError(FAX_ERROR_BAD_CONFIGURATION);
        return 0;
    }
    Devices[place].Enabled = Enabled;
    return 1;
}

FAX_BOOL FaxRouteDeviceChangeNotification(uint32_t DeviceId, FAX_BOOL NewDevice)
{
    int place = device(DeviceId);
    if (place >= 0)
        Devices[place].There = NewDevice;
    return 1;
}

FAX_BOOL FaxRouteGetRoutingInfo(const FAX_CHAR *RoutingGuid, uint32_t DeviceId, uint8_t *RoutingInfo,
                                uint32_t *RoutingInfoSize)
{
    (void)RoutingGuid;
    int place = device(DeviceId);
    if (place < 0)
        return 0;
    if (RoutingInfo != NULL)
        memcpy(RoutingInfo, Devices[place].Data, Devices[place].Size);
    *RoutingInfoSize = Devices[place].Size;
    return 1;
}

FAX_BOOL FaxRouteSetRoutingInfo(const FAX_CHAR *RoutingGuid, uint32_t DeviceId, const uint8_t *RoutingInfo,
                                uint32_t RoutingInfoSize)
{
    (void)RoutingGuid;
    int place = device(DeviceId);
    if (place < 0 || RoutingInfoSize > sizeof Devices[place].Data) {
        Callbacks->SetLastError(87);
        return 0;
    }
    memcpy(Devices[place].Data, RoutingInfo, RoutingInfoSize);
    Devices[place].Size = RoutingInfoSize;
    return 1;
}

FAX_BOOL FaxRouteConfigure(FAX_CHAR *Page, uint32_t Size)
{
    const char *text = "Writes a line about every fax into the list that a line names";
    if (Size <= strlen(text))
        return 0;
    widen(text, Page);
    return 1;
}
