/*
 * faxdev.h: how a device provider joins Faxwell.
 *
 * A provider is a shared library that has fax lines of its own and sends and receives whole faxes on them. Faxwell loads
 * it by its file name into a process of its own, calls the functions below, and reads what they report. Names,
 * structures and numbers are those of the fax service provider interface of Windows, so that a provider for Windows is
 * carried over by compiling it anew; what had to differ is marked with "Faxwell:".
 *
 * Strings are UTF-16 in the machine's byte order, ended by a 0. Integers have fixed sizes. Structures are laid out as C
 * lays them out on a 64-bit machine. Documents are TIFF class F files, named by their whole path.
 *
 * Order: FaxDevVersion, FaxDevInitialize, FaxDevVirtualDeviceCreation; then for each call FaxDevStartJob, FaxDevSend or
 * FaxDevReceive, FaxDevReportStatus, FaxDevEndJob, all four on one thread; at the end FaxDevShutdown. Calls on several
 * lines run at once, each on a thread of its own. FaxDevReportStatus and FaxDevAbortOperation may come at any time from
 * other threads. Every function has a limit of time; who exceeds it is ended with its process.
 *
 * Register a provider with
 *     faxwell provider add NAME FILE
 */
#ifndef FAXWELL_FAXDEV_H
#define FAXWELL_FAXDEV_H

#include <stdint.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define FAXDEV_EXPORT __declspec(dllexport)
#else
#define FAXDEV_EXPORT __attribute__((visibility("default")))
#endif

/* The version of this interface. FaxDevVersion gives it back as it was when the provider was compiled. */
#define FAXDEV_VERSION 0x00010000u

typedef int32_t FAX_BOOL; /* 0 is no, anything else is yes */
typedef uint16_t FAX_CHAR; /* a unit of UTF-16 */
typedef void *FAX_HANDLE;

/* What FaxDevReportStatus says in StatusId. The seven marked "again" have the fax tried again; with any other failure it
 * is not. FS_LINE_UNAVAILABLE has it tried at once on another line, without counting. */
#define FS_INITIALIZING     0x20000000u
#define FS_DIALING          0x20000001u
#define FS_TRANSMITTING     0x20000002u
#define FS_RECEIVING        0x20000004u
#define FS_COMPLETED        0x20000008u /* success, and nothing else */
#define FS_HANDLED          0x20000010u /* the provider has the document and will transmit it by itself */
#define FS_LINE_UNAVAILABLE 0x20000020u /* again */
#define FS_BUSY             0x20000040u /* again */
#define FS_NO_ANSWER        0x20000080u /* again */
#define FS_BAD_ADDRESS      0x20000100u
#define FS_NO_DIAL_TONE     0x20000200u /* again */
#define FS_DISCONNECTED     0x20000400u /* again */
#define FS_FATAL_ERROR      0x20000800u /* again */
#define FS_NOT_FAX_CALL     0x20001000u /* again */
#define FS_CALL_DELAYED     0x20002000u
#define FS_CALL_BLACKLISTED 0x20004000u
#define FS_USER_ABORT       0x20200000u
#define FS_ANSWERED         0x20800000u

/* Sizes of the room for text behind FAX_RECEIVE and FAX_DEV_STATUS, in octets. */
#define FAXDEVRECEIVE_SIZE      4096u
#define FAXDEVREPORTSTATUS_SIZE 4096u

/* Win32 numbers that occur here; see SetLastError below. */
#define FAX_NO_ERROR                0u
#define FAX_ERROR_FILE_NOT_FOUND    2u
#define FAX_ERROR_INVALID_HANDLE    6u
#define FAX_ERROR_NOT_ENOUGH_MEMORY 8u
#define FAX_ERROR_INVALID_DATA      13u
#define FAX_ERROR_BAD_UNIT          20u
#define FAX_ERROR_NOT_SUPPORTED     50u
#define FAX_ERROR_INVALID_PARAMETER 87u

/* A fax to send. */
typedef struct FAX_SEND {
    uint32_t SizeOfStruct;
    const FAX_CHAR *FileName;       /* the document; it may not be changed */
    const FAX_CHAR *CallerName;
    const FAX_CHAR *CallerNumber;   /* the station id to present (TSID) */
    const FAX_CHAR *ReceiverName;
    const FAX_CHAR *ReceiverNumber; /* the number to dial */
    FAX_BOOL Branding;              /* reserved */
    uint32_t CallHandle;            /* reserved, 0 */
    uint32_t Reserved[3];
} FAX_SEND;

/* A fax to receive. The text of FileName lies right behind the structure; the provider packs the texts of
 * ReceiverNumber and ReceiverName behind it, within FAXDEVRECEIVE_SIZE octets, and points there. */
typedef struct FAX_RECEIVE {
    uint32_t SizeOfStruct;
    FAX_CHAR *FileName;       /* a file that is there and empty: open it and write the document into it */
    FAX_CHAR *ReceiverName;
    FAX_CHAR *ReceiverNumber;
    uint32_t Reserved[4];
} FAX_RECEIVE;

/* How a call stands. Every member is set, those without a meaning to 0. Texts lie inside the block, right behind the
 * structure. */
typedef struct FAX_DEV_STATUS {
    uint32_t SizeOfStruct;
    uint32_t StatusId;     /* FS_*, or a number of the provider's own below 0x20000000 */
    uint32_t StringId;     /* with a number of its own: what it means, for FaxDevLoadString */
    uint32_t PageCount;    /* the page that is being sent or received, from 1 */
    FAX_CHAR *CSI;         /* what the other side calls itself */
    FAX_CHAR *CallerId;
    FAX_CHAR *RoutingInfo; /* "number called|subaddress" */
    uint32_t ErrorCode;    /* 0 while it runs and after a normal end */
    uint32_t Reserved[3];
} FAX_DEV_STATUS;

/* A line rings (Windows: LINEMESSAGE with LINEDEVSTATE_RINGING). */
#define LINEDEVSTATE_RINGING 0x00000002u
typedef struct FAX_LINE_MESSAGE {
    uint32_t hDevice;            /* the device's id */
    uint32_t dwMessageID;        /* 0 */
    uint64_t dwCallbackInstance; /* 0 */
    uint64_t dwParam1;           /* LINEDEVSTATE_RINGING */
    uint64_t dwParam2;           /* 0 */
    uint64_t dwParam3;           /* 0 */
} FAX_LINE_MESSAGE;

/* Faxwell: what a provider for Windows takes from the system. FaxDevInitialize gets it in the place of the heap's handle;
 * it stays valid until the library is unloaded. Later versions only add members. */
typedef struct FAX_SERVICE {
    uint32_t SizeOfStruct;
    uint32_t Version; /* FAXDEV_VERSION of the service */
    /* HeapAlloc and HeapFree of the heap: zeroed memory. All packets that are posted come from here. */
    void *(*Alloc)(size_t Octets);
    void (*Free)(void *Memory);
    /* PostQueuedCompletionStatus: Packet is a FAX_DEV_STATUS for the port and key of FaxDevStartJob, a FAX_LINE_MESSAGE
     * for those of FaxDevVirtualDeviceCreation. Octets is what was asked of Alloc. It belongs to the service then. */
    FAX_BOOL (*Post)(FAX_HANDLE CompletionPort, uint32_t Octets, uintptr_t CompletionKey, void *Packet);
    /* SetLastError: to be called right before FALSE is given back. */
    void (*SetLastError)(uint32_t Code);
} FAX_SERVICE;

/* Called by the provider once the outgoing call is there, with a handle of its own for the call. FALSE: the service wants
 * the call ended. A provider of virtual devices need not call it. */
typedef FAX_BOOL (*PFAX_SEND_CALLBACK)(FAX_HANDLE FaxHandle, uint32_t CallHandle, uintptr_t Reserved1,
                                       uintptr_t Reserved2);

/* Messages of the telephony system. Faxwell has none to pass on and never calls it. */
typedef void (*PFAX_LINECALLBACK)(FAX_HANDLE FaxHandle, uint32_t hDevice, uint32_t dwMessage, uintptr_t dwInstance,
                                  uintptr_t dwParam1, uintptr_t dwParam2, uintptr_t dwParam3);

/* Never used. */
typedef FAX_BOOL (*PFAX_SERVICE_CALLBACK)(FAX_HANDLE FaxHandle, uint32_t ServiceId, uintptr_t Param1, uintptr_t Param2,
                                          uintptr_t Param3);

/* Faxwell: FAXDEV_VERSION. Needed; called first. */
FAXDEV_EXPORT uint32_t FaxDevVersion(void);

/* Needed. FALSE: the provider and all its lines are not used in this run. */
FAXDEV_EXPORT FAX_BOOL FaxDevInitialize(FAX_HANDLE LineAppHandle, const FAX_SERVICE *Service,
                                        PFAX_LINECALLBACK *LineCallbackFunction,
                                        PFAX_SERVICE_CALLBACK FaxServiceCallback);

/* Needed, since Faxwell has no telephony system that would know lines. DeviceCount: how many, 1 to 1000.
 * DeviceNamePrefix: room for 128 characters. DeviceIdPrefix: not 0. A device's id is prefix + place from 0, its name the
 * name's prefix followed by the id. Incoming calls are posted to CompletionPort with CompletionKey. */
FAXDEV_EXPORT FAX_BOOL FaxDevVirtualDeviceCreation(uint32_t *DeviceCount, FAX_CHAR *DeviceNamePrefix,
                                                   uint32_t *DeviceIdPrefix, FAX_HANDLE CompletionPort,
                                                   uintptr_t CompletionKey);

/* Needed. Makes what a call needs; FaxHandle is anything but 0. */
FAXDEV_EXPORT FAX_BOOL FaxDevStartJob(FAX_HANDLE LineHandle, uint32_t DeviceId, FAX_HANDLE *FaxHandle,
                                      FAX_HANDLE CompletionPortHandle, uintptr_t CompletionKey);

/* Needed. The whole call: dials, sends, hangs up; comes back when that is done. TRUE: every page was sent, and
 * FaxDevReportStatus says FS_COMPLETED, or FS_HANDLED. */
FAXDEV_EXPORT FAX_BOOL FaxDevSend(FAX_HANDLE FaxHandle, FAX_SEND *FaxSend, PFAX_SEND_CALLBACK FaxSendCallback);

/* Needed. Answers and receives; comes back when that is done. FALSE with FS_USER_ABORT: what came is thrown away; with
 * anything else it is kept. */
FAXDEV_EXPORT FAX_BOOL FaxDevReceive(FAX_HANDLE FaxHandle, uint32_t CallHandle, FAX_RECEIVE *FaxReceive);

/* Needed. FaxStatus NULL and FaxStatusSize 0: says through FaxStatusSizeRequired how large a block it needs, structure
 * included. Else it fills the block. */
FAXDEV_EXPORT FAX_BOOL FaxDevReportStatus(FAX_HANDLE FaxHandle, FAX_DEV_STATUS *FaxStatus, uint32_t FaxStatusSize,
                                          uint32_t *FaxStatusSizeRequired);

/* Needed. Asks the call to end, and comes back at once without waiting for that. */
FAXDEV_EXPORT FAX_BOOL FaxDevAbortOperation(FAX_HANDLE FaxHandle);

/* Needed. Frees what FaxDevStartJob made; called also after an abort. */
FAXDEV_EXPORT FAX_BOOL FaxDevEndJob(FAX_HANDLE FaxHandle);

/* May be left out. 0: everything was released. The library is unloaded whatever it says. */
FAXDEV_EXPORT int32_t FaxDevShutdown(void);

/* May be left out. Faxwell: instead of a property sheet a text for administrators, of Size characters at the most with
 * its 0: how the provider is set up, and where that is changed. Shown by `faxwell provider show`. */
FAXDEV_EXPORT FAX_BOOL FaxDevConfigure(FAX_CHAR *Page, uint32_t Size);

/* May be left out. Faxwell: instead of a string resource, the text of a StringId, of Size characters at the most with its
 * 0. */
FAXDEV_EXPORT FAX_BOOL FaxDevLoadString(uint32_t StringId, FAX_CHAR *Text, uint32_t Size);

#ifdef __cplusplus
}
#endif
#endif
