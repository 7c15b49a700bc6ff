/*
 * copier.c: a device provider that "sends" by copying the document into a folder, and "receives" what is laid into
 * another. It is what a provider looks like, and it misbehaves on demand, so that one can see what that costs.
 *
 *     cc -shared -fPIC -pthread -I assets -o copier.so examples/plugins/copier.c
 *     COPIER_DIR=/tmp/copier faxwell provider add copier copier.so
 *
 * A fax to NUMBER becomes $COPIER_DIR/NUMBER.tif. A file $COPIER_DIR/in-1001.tif rings on the line with the id 1001 and is
 * received there. Every call of a function is noted in $COPIER_DIR/calls.log. These numbers are special:
 *
 *   671 to 677  busy, no answer, no dial tone, disconnected, fatal error, not a fax, line unavailable: tried again
 *   681 to 685  bad number, blocked, delayed, aborted, a status of its own: not tried again
 *   690         handed over: transmitted by itself some day
 *   691         goes on until it is asked to end
 *   692         prints on the standard output, where the host's own words go
 *   693         asks whether it may go on once the call is there, and pushes its status instead of being asked
 *   666         crashes           667  hangs, and does not listen
 *   668         says TRUE and "busy"   669  points its texts into nowhere
 *
 * What it calls itself is kept with the server, for all lines or for one, and can be changed while it runs:
 *     faxwell property set '{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a2001}' 'Front desk' --line copier-1
 * It repeats what it was told under ...2002.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faxdev.h"
#include "faxext.h"

#ifndef COPIER_VERSION
#define COPIER_VERSION FAXDEV_VERSION
#endif
#ifndef COPIER_LINES
#define COPIER_LINES 2
#endif
#define FIRST_ID 1001u
#define NAME "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a2001}"
#define ECHO "{7d4a2c10-0f51-4c7e-9a53-2f1f6f0a2002}"

/* A call. */
typedef struct CALL {
    uint32_t Device;
    FAX_HANDLE Port;
    uintptr_t Key;
    _Atomic uint32_t Status;
    _Atomic uint32_t Page;
    _Atomic int Aborted;
    int Lies;
    char Remote[32];
    char Caller[32];
} CALL;

static const FAX_SERVICE *Service;
static _Atomic int Ended;
static FAX_HANDLE LinePort;
static uintptr_t LineKey;
static pthread_t Watcher;
static _Atomic int Receiving[COPIER_LINES];
/* What the lines call themselves; the first is for all that have none of their own. */
static char Names[COPIER_LINES + 1][16] = {"COPIER"};
static pthread_mutex_t NamesLock = PTHREAD_MUTEX_INITIALIZER;
static PFAX_EXT_SET_DATA SetData;

static const char *folder(void)
{
#ifdef COPIER_DIR
    return COPIER_DIR;
#else
    const char *dir = getenv("COPIER_DIR");
    return dir != NULL ? dir : "/tmp";
#endif
}

static void note(const char *format, ...)
{
    char path[512], line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    snprintf(path, sizeof path, "%s/calls.log", folder());
    FILE *log = fopen(path, "a");
    if (log != NULL) {
        fprintf(log, "%s\n", line);
        fclose(log);
    }
}

/* UTF-16 to UTF-8. */
static void narrow(const FAX_CHAR *from, char *to, size_t room)
{
    size_t used = 0;
    while (from != NULL && *from != 0 && used + 5 < room) {
        uint32_t c = *from++;
        if (c >= 0xD800 && c < 0xDC00 && *from >= 0xDC00 && *from < 0xE000)
            c = 0x10000 + ((c - 0xD800) << 10) + (*from++ - 0xDC00u);
        if (c < 0x80) {
            to[used++] = (char)c;
        } else if (c < 0x800) {
            to[used++] = (char)(0xC0 | c >> 6);
            to[used++] = (char)(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            to[used++] = (char)(0xE0 | c >> 12);
            to[used++] = (char)(0x80 | (c >> 6 & 0x3F));
            to[used++] = (char)(0x80 | (c & 0x3F));
        } else {
            to[used++] = (char)(0xF0 | c >> 18);
            to[used++] = (char)(0x80 | (c >> 12 & 0x3F));
            to[used++] = (char)(0x80 | (c >> 6 & 0x3F));
            to[used++] = (char)(0x80 | (c & 0x3F));
        }
    }
    to[used] = 0;
}

/* ASCII to UTF-16; the place behind its 0. */
static FAX_CHAR *widen(const char *from, FAX_CHAR *to)
{
    while (*from != 0)
        *to++ = (FAX_CHAR)(unsigned char)*from++;
    *to++ = 0;
    return to;
}

static FAX_BOOL failed(uint32_t code)
{
    Service->SetLastError(code);
    return 0;
}

static int copied(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb");
    FILE *out = in != NULL ? fopen(to, "wb") : NULL;
    char block[4096];
    size_t octets;
    if (out != NULL)
        while ((octets = fread(block, 1, sizeof block, in)) > 0)
            fwrite(block, 1, octets, out);
    if (in != NULL)
        fclose(in);
    return out != NULL && fclose(out) == 0;
}

/* Where the name of a device stands; 0 is all. */
static char *name_of(uint32_t device)
{
    return device == 0 ? Names[0] : device - FIRST_ID < COPIER_LINES ? Names[device - FIRST_ID + 1] : NULL;
}

static void rename_line(uint32_t device, const uint8_t *data, uint32_t size)
{
    char *name = name_of(device);
    if (name == NULL)
        return;
    pthread_mutex_lock(&NamesLock);
    snprintf(name, sizeof Names[0], "%.*s", (int)(size < 15 ? size : 15), (const char *)data);
    pthread_mutex_unlock(&NamesLock);
}

/* FaxExtConfigChange: somebody has changed a name. */
static int32_t renamed(uint32_t DeviceId, const FAX_CHAR *DataGuid, uint8_t *Data, uint32_t DataSize)
{
    FAX_CHAR guid[64];
    char told[64];
    narrow(DataGuid, told, sizeof told);
    note("FaxExtConfigChange %u %.*s", DeviceId, (int)(DataSize < 100 ? DataSize : 100), (const char *)Data);
    if (strcmp(told, NAME) != 0)
        return -1;
    rename_line(DeviceId, Data, DataSize);
    widen(ECHO, guid);
    return SetData(NULL, DeviceId, DEV_ID_SRC_FAX, guid, Data, DataSize) == FAX_NO_ERROR ? 0 : -1;
}

int32_t FaxExtInitializeConfig(PFAX_EXT_GET_DATA GetData, PFAX_EXT_SET_DATA TheSetData,
                               PFAX_EXT_REGISTER_FOR_EVENTS Register, PFAX_EXT_UNREGISTER_FOR_EVENTS Unregister,
                               PFAX_EXT_FREE_BUFFER FreeBuffer)
{
    FAX_CHAR guid[64], none[64];
    note("FaxExtInitializeConfig");
    SetData = TheSetData;
    widen(NAME, guid);
    for (uint32_t place = 0; place <= COPIER_LINES; place++) {
        uint32_t device = place == 0 ? 0 : FIRST_ID + place - 1, size = 0;
        uint8_t *data = NULL;
        uint32_t code = GetData(device, DEV_ID_SRC_FAX, guid, &data, &size);
        if (code == FAX_NO_ERROR)
            rename_line(device, data, size);
        else if (code != FAX_ERROR_FILE_NOT_FOUND)
            return -1;
        FreeBuffer(data);
        if (Register(NULL, device, DEV_ID_SRC_FAX, guid, renamed) == NULL)
            return -1;
    }
    /* What makes no sense is said to be so. */
    widen("no GUID", none);
    uint32_t device = SetData(NULL, FIRST_ID + COPIER_LINES, DEV_ID_SRC_FAX, guid, (const uint8_t *)"x", 1);
    uint32_t text = SetData(NULL, 0, DEV_ID_SRC_FAX, none, (const uint8_t *)"x", 1);
    void *twice = Register(NULL, 0, DEV_ID_SRC_FAX, guid, renamed);
    uint32_t gone = Unregister(twice), again = Unregister(twice);
    note("no device %u, no GUID %u, unregistered %u, again %u", device, text, gone, again);
    return 0;
}

/* Rings when a file is laid in. A real provider waits for its hardware here. */
static void *watch(void *unused)
{
    (void)unused;
    while (!Ended) {
        for (uint32_t place = 0; place < COPIER_LINES; place++) {
            char path[512];
            snprintf(path, sizeof path, "%s/in-%u.tif", folder(), FIRST_ID + place);
            if (Receiving[place] || access(path, R_OK) != 0)
                continue;
            Receiving[place] = 1;
            FAX_LINE_MESSAGE *message = Service->Alloc(sizeof *message);
            if (message == NULL)
                continue;
            message->hDevice = FIRST_ID + place;
            message->dwParam1 = LINEDEVSTATE_RINGING;
            Service->Post(LinePort, sizeof *message, LineKey, message);
        }
        usleep(50 * 1000);
    }
    return NULL;
}

uint32_t FaxDevVersion(void)
{
    return COPIER_VERSION;
}

#ifndef COPIER_LACKS_INITIALIZE
FAX_BOOL FaxDevInitialize(FAX_HANDLE LineAppHandle, const FAX_SERVICE *TheService,
                          PFAX_LINECALLBACK *LineCallbackFunction, PFAX_SERVICE_CALLBACK FaxServiceCallback)
{
    (void)LineAppHandle;
    (void)FaxServiceCallback;
    Service = TheService;
    *LineCallbackFunction = NULL;
    note("FaxDevInitialize");
#if defined(COPIER_REFUSES)
    return failed(1234);
#elif defined(COPIER_CRASHES)
    abort();
#elif defined(COPIER_HANGS)
    for (;;)
        sleep(1000);
#else
    return Service->SizeOfStruct >= sizeof *Service && Service->Version == FAXDEV_VERSION;
#endif
}
#endif

FAX_BOOL FaxDevVirtualDeviceCreation(uint32_t *DeviceCount, FAX_CHAR *DeviceNamePrefix, uint32_t *DeviceIdPrefix,
                                     FAX_HANDLE CompletionPort, uintptr_t CompletionKey)
{
    note("FaxDevVirtualDeviceCreation");
    *DeviceCount = COPIER_LINES;
    widen("Copier ", DeviceNamePrefix);
    *DeviceIdPrefix = FIRST_ID;
    LinePort = CompletionPort;
    LineKey = CompletionKey;
    return pthread_create(&Watcher, NULL, watch, NULL) == 0;
}

FAX_BOOL FaxDevStartJob(FAX_HANDLE LineHandle, uint32_t DeviceId, FAX_HANDLE *FaxHandle,
                        FAX_HANDLE CompletionPortHandle, uintptr_t CompletionKey)
{
    (void)LineHandle;
    note("FaxDevStartJob %u", DeviceId);
    if (DeviceId < FIRST_ID || DeviceId >= FIRST_ID + COPIER_LINES)
        return failed(FAX_ERROR_BAD_UNIT);
    CALL *call = calloc(1, sizeof *call);
    if (call == NULL)
        return failed(FAX_ERROR_NOT_ENOUGH_MEMORY);
    call->Device = DeviceId;
    call->Port = CompletionPortHandle;
    call->Key = CompletionKey;
    call->Status = FS_INITIALIZING;
    *FaxHandle = call;
    return 1;
}

/* A status pushed instead of being asked for. */
static void push(const CALL *call)
{
    FAX_DEV_STATUS *status = Service->Alloc(sizeof *status);
    if (status == NULL)
        return;
    status->SizeOfStruct = sizeof *status;
    status->StatusId = call->Status;
    status->PageCount = call->Page;
    Service->Post(call->Port, sizeof *status, call->Key, status);
}

FAX_BOOL FaxDevSend(FAX_HANDLE FaxHandle, FAX_SEND *FaxSend, PFAX_SEND_CALLBACK FaxSendCallback)
{
    CALL *call = FaxHandle;
    char number[64], from[1024], to[1024], station[64];
    narrow(FaxSend->ReceiverNumber, number, sizeof number);
    narrow(FaxSend->FileName, from, sizeof from);
    narrow(FaxSend->CallerNumber, station, sizeof station);
    note("FaxDevSend %s from %s", number, station);
    if (FaxSend->SizeOfStruct != sizeof *FaxSend)
        return failed(FAX_ERROR_INVALID_PARAMETER);
    call->Status = FS_DIALING;
    switch (atoi(number)) {
    case 666: *(volatile int *)NULL = 1; break;
    case 667:
        for (;;)
            sleep(1000);
    case 668: call->Status = FS_BUSY; return 1;
    case 669: call->Lies = 1; break;
    case 671: call->Status = FS_BUSY; return failed(0);
    case 672: call->Status = FS_NO_ANSWER; return failed(0);
    case 673: call->Status = FS_NO_DIAL_TONE; return failed(0);
    case 674: call->Status = FS_DISCONNECTED; return failed(0);
    case 675: call->Status = FS_FATAL_ERROR; return failed(0);
    case 676: call->Status = FS_NOT_FAX_CALL; return failed(0);
    case 677: call->Status = FS_LINE_UNAVAILABLE; return failed(0);
    case 681: call->Status = FS_BAD_ADDRESS; return failed(0);
    case 682: call->Status = FS_CALL_BLACKLISTED; return failed(0);
    case 683: call->Status = FS_CALL_DELAYED; return failed(0);
    case 684: call->Status = FS_USER_ABORT; return failed(0);
    case 685: call->Status = 4711; return failed(0);
    case 690: call->Status = FS_HANDLED; return 1;
    case 691:
        while (!call->Aborted)
            usleep(10 * 1000);
        call->Status = FS_USER_ABORT;
        return failed(0);
    case 692: printf("A provider that talks too much\n"); fflush(stdout); break;
    case 693:
        push(call);
        if (!FaxSendCallback(call, 1, 0, 0))
            return failed(FAX_ERROR_INVALID_HANDLE);
        call->Status = FS_TRANSMITTING;
        call->Page = 1;
        push(call);
        break;
    default: break;
    }
    pthread_mutex_lock(&NamesLock);
    const char *name = *name_of(call->Device) != 0 ? name_of(call->Device) : Names[0];
    snprintf(call->Remote, sizeof call->Remote, "%s %.14s", name, number);
    pthread_mutex_unlock(&NamesLock);
    call->Status = FS_TRANSMITTING;
    call->Page = 1;
    snprintf(to, sizeof to, "%s/%s.tif", folder(), number);
    if (!copied(from, to)) {
        call->Status = FS_FATAL_ERROR;
        return failed(FAX_ERROR_FILE_NOT_FOUND);
    }
    call->Status = FS_COMPLETED;
    return 1;
}

FAX_BOOL FaxDevReceive(FAX_HANDLE FaxHandle, uint32_t CallHandle, FAX_RECEIVE *FaxReceive)
{
    CALL *call = FaxHandle;
    char from[1024], to[1024];
    (void)CallHandle;
    narrow(FaxReceive->FileName, to, sizeof to);
    note("FaxDevReceive %u", call->Device);
    call->Status = FS_RECEIVING;
    call->Page = 1;
    snprintf(call->Remote, sizeof call->Remote, "LAID IN");
    snprintf(call->Caller, sizeof call->Caller, "+49 30 555");
    snprintf(from, sizeof from, "%s/in-%u.tif", folder(), call->Device);
    int done = copied(from, to);
    remove(from);
    Receiving[call->Device - FIRST_ID] = 0;
    if (!done) {
        call->Status = FS_FATAL_ERROR;
        return failed(FAX_ERROR_FILE_NOT_FOUND);
    }
    /* Behind the structure and the file's name. */
    FAX_CHAR *text = FaxReceive->FileName;
    while (*text++ != 0) {
    }
    FaxReceive->ReceiverNumber = text;
    text = widen("4242", text);
    FaxReceive->ReceiverName = text;
    widen("Registry", text);
    call->Status = FS_COMPLETED;
    return 1;
}

FAX_BOOL FaxDevReportStatus(FAX_HANDLE FaxHandle, FAX_DEV_STATUS *FaxStatus, uint32_t FaxStatusSize,
                            uint32_t *FaxStatusSizeRequired)
{
    CALL *call = FaxHandle;
    uint32_t required =
        (uint32_t)(sizeof *FaxStatus + (strlen(call->Remote) + strlen(call->Caller) + 2) * sizeof(FAX_CHAR));
    *FaxStatusSizeRequired = required;
    if (FaxStatus == NULL && FaxStatusSize == 0)
        return 1;
    if (FaxStatus == NULL || FaxStatusSize < required)
        return failed(FAX_ERROR_INVALID_PARAMETER);
    memset(FaxStatus, 0, sizeof *FaxStatus);
    FaxStatus->SizeOfStruct = sizeof *FaxStatus;
    FaxStatus->StatusId = call->Status;
    FaxStatus->PageCount = call->Page;
    if (call->Status == 4711)
        FaxStatus->StringId = 7;
    FAX_CHAR *text = (FAX_CHAR *)(FaxStatus + 1);
    FaxStatus->CSI = text;
    text = widen(call->Remote, text);
    FaxStatus->CallerId = text;
    widen(call->Caller, text);
    if (call->Lies)
        FaxStatus->CSI = (FAX_CHAR *)(uintptr_t)0x10;
    return 1;
}

FAX_BOOL FaxDevAbortOperation(FAX_HANDLE FaxHandle)
{
    CALL *call = FaxHandle;
    note("FaxDevAbortOperation");
    call->Aborted = 1;
    return 1;
}

FAX_BOOL FaxDevEndJob(FAX_HANDLE FaxHandle)
{
    CALL *call = FaxHandle;
    note("FaxDevEndJob %u", call->Device);
    free(call);
    return 1;
}

int32_t FaxDevShutdown(void)
{
    note("FaxDevShutdown");
    Ended = 1;
    pthread_join(Watcher, NULL);
    return 0;
}

FAX_BOOL FaxDevConfigure(FAX_CHAR *Page, uint32_t Size)
{
    const char *text = "Copies what it sends into the folder of COPIER_DIR";
    if (Size <= strlen(text))
        return failed(FAX_ERROR_INVALID_PARAMETER);
    widen(text, Page);
    return 1;
}

FAX_BOOL FaxDevLoadString(uint32_t StringId, FAX_CHAR *Text, uint32_t Size)
{
    if (StringId != 7 || Size < 32)
        return failed(FAX_ERROR_INVALID_PARAMETER);
    widen("The copier is out of toner", Text);
    return 1;
}
